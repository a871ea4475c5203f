/** A port of the host whose connections or datagrams are carried to the guest. */
import { createSocket } from "node:dgram";
import { createServer, type Socket } from "node:net";
import { TICKS_PER_SECOND } from "../../../chip/time.js";
import type { Timer } from "../../agenda.js";
import { ANY_ADDRESS, type Endpoint, type Ipv4Address } from "../addresses.js";
import { NetworkError } from "../errors.js";
import type { IpHost } from "../ip/ip-host.js";
import type { Arrivals } from "./arrivals.js";
import { type ForwardSpec, formatForward } from "./forward-spec.js";
import { Pipe } from "./pipe.js";

/** Connections of one forwarded port at a time. */
const MAX_CONNECTIONS = 256;
/** Senders to one forwarded UDP port that are remembered, and how long one that is silent is. */
const MAX_SENDERS = 128;
const SENDER_IDLE = 120 * TICKS_PER_SECOND;
/** Datagrams of one port that wait to enter. */
const MAX_WAITING = 64;

export interface Forward {
	/** With the port that was taken. */
	readonly spec: ForwardSpec;
	close(): Promise<void>;
}

export interface ForwardTarget {
	/** Who connects to the guest. */
	readonly host: IpHost;
	/** Where the guest is now; undefined while nobody knows. */
	readonly address: () => Ipv4Address | undefined;
	readonly arrivals: Arrivals;
}

/** Begins to listen. Rejects with NetworkError when the port cannot be had. */
export function openForward(spec: ForwardSpec, target: ForwardTarget): Promise<Forward> {
	return spec.protocol === "tcp" ? openTcp(spec, target) : openUdp(spec, target);
}

async function openTcp(spec: ForwardSpec, { host, address, arrivals }: ForwardTarget): Promise<Forward> {
	const sockets = new Set<Socket>();
	const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (socket) => {
		sockets.add(socket);
		socket.once("close", () => sockets.delete(socket));
		const pipe = new Pipe(socket, arrivals);
		arrivals.add(() => {
			const to = address();
			const ready = to !== undefined && host.address !== ANY_ADDRESS;
			const remote = { address: to ?? ANY_ADDRESS, port: spec.guestPort };
			const stream = ready ? host.tcp.connect(host.address, remote, pipe) : undefined;
			if (stream) pipe.attach(stream);
			else socket.resetAndDestroy();
		});
	});
	server.maxConnections = MAX_CONNECTIONS;
	await listening(spec, server, () => server.listen({ host: spec.bind, port: spec.hostPort }));
	const { port } = server.address() as { port: number };
	return {
		spec: { ...spec, hostPort: port },
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				for (const socket of sockets) socket.destroy();
			}),
	};
}

interface Sender {
	readonly port: number;
	readonly timer: Timer;
}

async function openUdp(spec: ForwardSpec, { host, address, arrivals }: ForwardTarget): Promise<Forward> {
	const socket = createSocket(spec.bind.includes(":") ? "udp6" : "udp4");
	const senders = new Map<string, Sender>();
	let waiting = 0;
	const forget = (key: string) => {
		const sender = senders.get(key);
		if (!sender) return;
		senders.delete(key);
		sender.timer.cancel();
		host.udp.unbind(sender.port);
	};
	/** The port through which the guest hears of a sender, and answers it. */
	const senderOf = (remote: { address: string; port: number }): Sender | undefined => {
		const key = `${remote.address} ${remote.port}`;
		let sender = senders.get(key);
		senders.delete(key);
		if (!sender) {
			const port = host.udp.bind(0, ({ payload }) =>
				socket.send(payload, remote.port, remote.address, () => {}),
			);
			if (port === undefined) return undefined;
			sender = { port, timer: host.agenda.timer(() => forget(key)) };
		}
		senders.set(key, sender);
		sender.timer.after(SENDER_IDLE);
		if (senders.size > MAX_SENDERS) forget(senders.keys().next().value!);
		return sender;
	};
	socket.on("message", (message, remote) => {
		if (waiting >= MAX_WAITING) return;
		waiting++;
		arrivals.add(() => {
			waiting--;
			const to = address();
			const sender = to === undefined || host.address === ANY_ADDRESS ? undefined : senderOf(remote);
			if (!sender) return;
			const local: Endpoint = { address: host.address, port: sender.port };
			host.udp.send(local, { address: to!, port: spec.guestPort }, message);
		});
	});
	await listening(spec, socket, () =>
		socket.bind({ address: spec.bind, port: spec.hostPort, exclusive: true }),
	);
	return {
		spec: { ...spec, hostPort: socket.address().port },
		close: () =>
			new Promise((resolve) => {
				for (const key of [...senders.keys()]) forget(key);
				socket.close(() => resolve());
			}),
	};
}

interface Listener {
	once(event: "listening" | "error", handler: (error?: Error) => void): unknown;
	removeAllListeners(event: "error"): { on(event: "error", handler: () => void): unknown };
}

function listening(spec: ForwardSpec, listener: Listener, listen: () => void): Promise<void> {
	return new Promise((resolve, reject) => {
		listener.once("listening", () => {
			// What fails later is one connection or datagram, not the port.
			listener.removeAllListeners("error").on("error", () => {});
			resolve();
		});
		listener.once("error", (error) => reject(explain(spec, error as NodeJS.ErrnoException)));
		listen();
	});
}

function explain(spec: ForwardSpec, error: NodeJS.ErrnoException): NetworkError {
	const why: Readonly<Record<string, string>> = {
		EADDRINUSE: "the port is in use",
		EACCES: "this user may not listen at that port",
		EADDRNOTAVAIL: "this machine does not have that address",
	};
	const reason = why[error.code ?? ""] ?? error.message;
	return new NetworkError(`cannot forward ${formatForward(spec)}: ${reason}`, { cause: error });
}
