/** Talks to the chip's ports from inside the world: a TCP conversation by script, UDP datagrams. */
import type { Endpoint } from "../addresses.js";
import type { IpHost } from "../ip/ip-host.js";
import { Script, type ScriptResult, type ScriptStep } from "../servers/script.js";

/** Connects from `host` and plays `steps`; `done` is called once, when the connection is over. */
export function tcpScript(
	host: IpHost,
	server: Endpoint,
	steps: readonly ScriptStep[],
	done: (result: ScriptResult) => void,
): void {
	const script = new Script(host.agenda, steps, done);
	if (host.tcp.connect(host.address, server, script)) return;
	done({ done: false, received: new Uint8Array(0), reason: "unreachable" });
}

/** A UDP port of `host`. */
export interface UdpClient {
	readonly port: number;
	send(to: Endpoint, payload: Uint8Array): void;
	close(): void;
}

/** Opens a free port, or `port`; undefined when it is taken. */
export function udpClient(
	host: IpHost,
	onReceive: (from: Endpoint, payload: Uint8Array) => void,
	port = 0,
): UdpClient | undefined {
	const bound = host.udp.bind(port, ({ remote, payload }) => onReceive(remote, payload));
	if (bound === undefined) return undefined;
	return {
		port: bound,
		send: (to, payload) => host.udp.send({ address: host.address, port: bound }, to, payload),
		close: () => host.udp.unbind(bound),
	};
}
