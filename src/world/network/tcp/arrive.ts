/**
 * What a connection does about a segment. Source: RFC 9293 section 3.10.7, with the defences of RFC 5961: a reset or
 * a SYN counts only where it is exactly what the other side would send.
 */
import { ACK, FIN, RST, SYN, type TcpSegment } from "../codec/tcp.js";
import type { Tcb } from "./tcb.js";

export function arrive(tcb: Tcb, segment: TcpSegment): void {
	if (tcb.state === "SYN-SENT") arriveInSynSent(tcb, segment);
	else arriveSynchronized(tcb, segment);
	tcb.settle();
}

function arriveInSynSent(tcb: Tcb, segment: TcpSegment): void {
	const { flags } = segment;
	const ack = tcb.sender.offsetOf(segment.ack);
	if (flags & ACK && ack !== 1) {
		if (!(flags & RST)) tcb.refuse(segment);
		return;
	}
	if (flags & RST) {
		if (flags & ACK) tcb.fail("refused");
		return;
	}
	if (!(flags & SYN)) return;
	tcb.synchronize(segment);
	if (flags & ACK) {
		tcb.progressed(ack);
		tcb.sender.acknowledge(ack);
		tcb.sender.updateWindow(segment.window, 0, ack);
		tcb.establish();
		tcb.acks.owe(true);
	} else {
		// Both sides opened at once.
		tcb.state = "SYN-RECEIVED";
		tcb.resend();
	}
}

function arriveSynchronized(tcb: Tcb, arrived: TcpSegment): void {
	// Where both sides open at once, the acknowledgment comes with a SYN that was seen already.
	const repeated = tcb.state === "SYN-RECEIVED" && tcb.receiver.offsetOf(arrived.seq) === 0;
	const segment = repeated && arrived.flags & ACK ? withoutSyn(arrived) : arrived;
	const { flags, payload } = segment;
	const offset = tcb.receiver.offsetOf(segment.seq);
	const length = payload.length + (flags & SYN ? 1 : 0) + (flags & FIN ? 1 : 0);
	if (!tcb.receiver.accepts(offset, length)) {
		if (flags & RST) return;
		if (repeated && flags & SYN) tcb.resend();
		else tcb.sendChallenge(length === 0);
		if (tcb.state === "TIME-WAIT" && flags & FIN) tcb.timeWait();
		return;
	}
	if (flags & RST) {
		if (offset === tcb.receiver.next) tcb.fail(tcb.state === "TIME-WAIT" ? "closed" : "reset");
		else tcb.sendChallenge(true);
		return;
	}
	if (flags & SYN) {
		tcb.sendChallenge(true);
		return;
	}
	// There is nothing left to acknowledge, nor to send: a window that opens now must not stop the clock.
	if (tcb.state === "TIME-WAIT") return;
	if (!(flags & ACK) || !acknowledge(tcb, segment, offset)) return;
	takeText(tcb, segment, offset);
}

function withoutSyn(segment: TcpSegment): TcpSegment {
	if (!(segment.flags & SYN)) return segment;
	return { ...segment, seq: (segment.seq + 1) >>> 0, flags: segment.flags & ~SYN };
}

/** Takes what a segment acknowledges; false when the segment is to be dropped. */
function acknowledge(tcb: Tcb, segment: TcpSegment, offset: number): boolean {
	const { sender } = tcb;
	const ack = sender.offsetOf(segment.ack);
	if (tcb.state === "SYN-RECEIVED") {
		if (ack !== 1) {
			tcb.refuse(segment);
			return false;
		}
		tcb.establish();
	}
	if (ack > sender.max || ack < sender.una - sender.maxWindow) {
		tcb.sendChallenge(segment.payload.length === 0);
		return false;
	}
	const duplicate =
		ack === sender.una &&
		sender.max > sender.una &&
		segment.payload.length === 0 &&
		!(segment.flags & FIN) &&
		segment.window === sender.window;
	const wasClosed = sender.window === 0;
	if (ack >= sender.una) sender.updateWindow(segment.window, offset, ack);
	if (ack > sender.una) {
		tcb.progressed(ack);
		if (sender.acknowledge(ack)) tcb.resend();
	} else if (wasClosed) {
		if (sender.window > 0) tcb.progressed(ack);
		else tcb.answered();
	} else if (duplicate && sender.duplicate()) tcb.resend();
	if (sender.finAcknowledged) return ownFinAcknowledged(tcb);
	return true;
}

function ownFinAcknowledged(tcb: Tcb): boolean {
	if (tcb.state === "FIN-WAIT-1") tcb.state = "FIN-WAIT-2";
	else if (tcb.state === "CLOSING") tcb.timeWait();
	else if (tcb.state === "LAST-ACK") {
		tcb.fail("closed");
		return false;
	}
	return true;
}

/** Takes the data of a segment, and the FIN. */
function takeText(tcb: Tcb, segment: TcpSegment, offset: number): void {
	const { receiver } = tcb;
	const fin = (segment.flags & FIN) !== 0;
	if (segment.payload.length === 0 && !fin) return;
	if (receiver.finished) {
		tcb.acks.owe(true);
		return;
	}
	if (tcb.discards && segment.payload.length > 0) {
		tcb.abort();
		return;
	}
	const readable = receiver.readable;
	const inOrder = receiver.receive(offset, segment.payload, fin);
	if (receiver.readable > readable) tcb.notices.arrived();
	tcb.acks.owe(!inOrder || receiver.finished || receiver.readable === readable);
	if (receiver.finished) remoteFinished(tcb);
}

function remoteFinished(tcb: Tcb): void {
	tcb.notices.finished("remote");
	if (tcb.state === "ESTABLISHED") tcb.state = "CLOSE-WAIT";
	else if (tcb.state === "FIN-WAIT-1") tcb.state = "CLOSING";
	else if (tcb.state === "FIN-WAIT-2") tcb.timeWait();
}
