/** Where a GDB is waited for, as commands are told. */
import { type GdbServer, type GdbServerOptions, serveGdb } from "../debug/gdb/server.js";
import { UsageMistake } from "./exit-codes.js";

export interface GdbAddress {
	readonly host: string;
	readonly port: number;
}

/** "[HOST:]PORT". */
export function parseGdbAddress(text: string): GdbAddress {
	const [, host, port] = /^(?:(.+):)?(\d{1,5})$/.exec(text) ?? [];
	if (port === undefined || Number(port) > 65535) {
		throw new UsageMistake(`--gdb ${text}: must be a port, or a host and a port such as 127.0.0.1:3333`);
	}
	return { host: host ?? "127.0.0.1", port: Number(port) };
}

/** Listens, and says what to type. */
export async function listenForGdb(
	address: GdbAddress,
	onEvent: (line: string) => void,
	options: Omit<GdbServerOptions, "host" | "port" | "onEvent"> = {},
): Promise<GdbServer> {
	const server = await serveGdb({ ...address, onEvent, ...options }).catch((error: NodeJS.ErrnoException) => {
		throw new UsageMistake(
			`--gdb ${address.host}:${address.port}: cannot listen there: ${error.code ?? error.message}`,
		);
	});
	const host = server.host === "127.0.0.1" ? "" : server.host;
	onEvent(`waiting for GDB: gdb-multiarch -ex 'target remote ${host}:${server.port}'`);
	return server;
}
