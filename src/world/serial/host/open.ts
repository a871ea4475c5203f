/** Opens the serial line that was asked for. */
import { Rfc2217Session } from "../rfc2217/session.js";
import { SerialAdapter } from "../serial-adapter.js";
import { openPty } from "./pty.js";
import { RawSession } from "./raw-session.js";
import type { SerialSpec } from "./serial-spec.js";
import type { SerialNotice, SerialService } from "./service.js";
import { type ClientSession, SocketServer } from "./socket-server.js";

/** The adapter for a serial line: only over RFC 2217 can a program say at which speed it listens. */
export function adapterFor({ kind }: SerialSpec, hasAutoReset = true): SerialAdapter {
	return new SerialAdapter(kind === "rfc2217" ? 115200 : "chip", hasAutoReset);
}

/** Lets programs open the adapter's other end. Rejects with SerialError. */
export async function openSerial(
	spec: SerialSpec,
	adapter: SerialAdapter,
	notice: SerialNotice,
): Promise<SerialService> {
	if (spec.kind === "pty") return openPty(adapter, notice);
	const { kind, bind, port } = spec;
	const session = (send: (bytes: Uint8Array) => void): ClientSession =>
		kind === "tcp" ? new RawSession(adapter, send) : new Rfc2217Session({ adapter, send });
	const server = new SocketServer({ adapter, bind, port, notice, session });
	return server.listen((host) => `${kind === "tcp" ? "socket" : "rfc2217"}://${host}`);
}
