/** Recorded datagrams as questions and answers: each of the chip's, and what came back before its next one. */
import type { Agenda } from "../agenda.js";
import type { Conversation, Turn } from "./conversation-log.js";

export interface Exchange {
	/** When it was asked; for what the world said by itself, when the conversation began. */
	readonly tick: number;
	/** The chip's datagram; undefined for what the world said before the first one. */
	readonly asked: Uint8Array | undefined;
	readonly answers: Turn[];
}

/** The first is what the world said by itself, which may be nothing. */
export function exchangesOf({ turns, tick }: Conversation): Exchange[] {
	let open: Exchange = { tick, asked: undefined, answers: [] };
	const exchanges = [open];
	for (const turn of turns) {
		if (turn.from === "world") open.answers.push(turn);
		else if (turn.bytes !== "end") {
			open = { tick: turn.tick, asked: turn.bytes, answers: [] };
			exchanges.push(open);
		}
	}
	return exchanges;
}

/** Gives the answers as long from now as they came after the question. */
export function giveAnswers(
	agenda: Agenda,
	{ tick: asked, answers }: Exchange,
	send: (payload: Uint8Array) => void,
): void {
	const { now } = agenda;
	for (const { tick, bytes } of answers) {
		if (bytes !== "end") agenda.at(now + tick - asked, () => send(bytes));
	}
}
