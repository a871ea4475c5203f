/** A recorded echo machine whose serial line is opened by programs of this machine. */
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import type { ExecutionContext } from "ava";
import { type RecordFileOptions, recordFile } from "../../../../src/session/record-file.js";
import { withSerialHost } from "../../../../src/session/serial-session.js";
import { adapterFor, openSerial } from "../../../../src/world/serial/host/open.js";
import { parseSerial } from "../../../../src/world/serial/host/serial-spec.js";
import { echoMachine } from "../../../session/guest.js";
import { tempFolder } from "../../../temp.js";

export interface LiveLine {
	readonly where: string;
	/** What the user was told. */
	readonly notices: string[];
	/** The trace's path. */
	readonly trace: string;
	/** Ends the recording. */
	end(): Promise<void>;
}

/** Records until `end`. */
export async function liveLine(t: ExecutionContext, spec: string, changes: Partial<RecordFileOptions> = {}) {
	const parsed = parseSerial(spec);
	const adapter = adapterFor(parsed);
	const notices: string[] = [];
	const service = await openSerial(parsed, adapter, (line) => notices.push(line));
	const trace = join(tempFolder(t), "t.mpk");
	const session = recordFile({
		...withSerialHost(adapter),
		machine: echoMachine(),
		worlds: [adapter],
		trace,
		...changes,
	});
	const end = async (): Promise<void> => {
		adapter.leave("the test is over");
		await session;
		adapter.unplug();
		await service.close();
	};
	return { where: service.where, notices, trace, end } satisfies LiveLine;
}

/** A client of a socket that keeps what it hears. */
export class Client {
	readonly socket: Socket;
	text = "";
	closed = false;

	/** `where`: scheme://host:port. */
	constructor(where: string) {
		const { hostname, port } = new URL(where.replace(/^\w+:/, "http:"));
		this.socket = connect({ host: hostname, port: Number(port) });
		this.socket.on("data", (bytes) => {
			this.text += bytes.toString("latin1");
		});
		this.socket.on("error", () => {});
		this.socket.once("close", () => {
			this.closed = true;
		});
	}
}

/** How long a busy machine may take, ms. */
const PATIENCE_MS = 300_000;

/** Waits until something is so. */
export async function until(so: () => boolean): Promise<void> {
	const deadline = performance.now() + PATIENCE_MS;
	while (!so()) {
		if (performance.now() > deadline) throw new Error(`waited for ${PATIENCE_MS / 1000} s that ${so}`);
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}
