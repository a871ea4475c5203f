/** Carries the guest's conversations to the host's own network, through ordinary sockets. */
import { lookup } from "node:dns";
import { connect } from "node:net";
import { formatIpv4, LOOPBACK_ADDRESS, parseIpv4 } from "../addresses.js";
import type { Resolution, Resolver } from "../dns-server.js";
import type { Uplink } from "../gateway.js";
import type { IpHost } from "../ip/ip-host.js";
import type { Datagram, UdpReceiver } from "../ip/udp-layer.js";
import type { TcpRequest } from "../tcp/tcp-layer.js";
import type { Arrivals } from "./arrivals.js";
import { HostUdp } from "./host-udp.js";
import { Pipe } from "./pipe.js";
import type { HostPolicy } from "./policy.js";

/** Connections that wait for the host to open them. */
const MAX_OPENING = 128;
/** Names that wait for the host's resolver. */
const MAX_LOOKUPS = 64;

export class HostUplink implements Uplink {
	readonly #policy: HostPolicy;
	readonly #arrivals: Arrivals;
	readonly #udp: HostUdp;
	readonly #sockets = new Set<{ destroy(): unknown }>();
	#opening = 0;
	#lookups = 0;

	constructor(gateway: IpHost, policy: HostPolicy, arrivals: Arrivals) {
		this.#policy = policy;
		this.#arrivals = arrivals;
		this.#udp = new HostUdp(gateway, arrivals);
	}

	readonly resolve: Resolver = (name, done) => {
		if (!this.#policy.mayResolve(name)) {
			done("refused");
			return;
		}
		if (this.#lookups >= MAX_LOOKUPS) {
			done("failed");
			return;
		}
		this.#lookups++;
		lookup(name, { family: 4, all: true }, (error, found) => {
			this.#lookups--;
			const resolution = error
				? failure(error.code)
				: found.flatMap(({ address }) => parseIpv4(address) ?? []);
			this.#arrivals.add(() => {
				if (typeof resolution !== "string") this.#policy.resolved(name, resolution);
				done(resolution);
			});
		});
	};

	connect(request: TcpRequest, toHost: boolean): void {
		const { address, port } = request.local;
		const allowed = toHost ? this.#policy.allowsHost(port) : this.#policy.allows(address, port);
		if (!allowed || this.#opening >= MAX_OPENING) {
			request.refuse();
			return;
		}
		this.#opening++;
		const host = formatIpv4(toHost ? LOOPBACK_ADDRESS : address);
		const socket = connect({ host, port, allowHalfOpen: true, noDelay: true });
		this.#sockets.add(socket);
		socket.once("close", () => this.#sockets.delete(socket));
		const refuse = () => {
			this.#opening--;
			this.#arrivals.add(() => request.refuse());
		};
		socket.once("error", refuse);
		socket.once("connect", () => {
			this.#opening--;
			socket.off("error", refuse);
			const pipe = new Pipe(socket, this.#arrivals);
			this.#arrivals.add(() => {
				const stream = request.accept(pipe);
				if (stream) pipe.attach(stream);
				else socket.destroy();
			});
		});
	}

	receiver(datagram: Datagram, toHost: boolean): UdpReceiver | undefined {
		const { address, port } = datagram.local;
		const allowed = toHost ? this.#policy.allowsHost(port) : this.#policy.allows(address, port);
		return allowed ? (received) => this.#udp.send(received, toHost) : undefined;
	}

	close(): void {
		for (const socket of this.#sockets) socket.destroy();
		this.#udp.close();
	}
}

function failure(code: string | undefined): Resolution {
	return code === "ENOTFOUND" || code === "ENODATA" ? "unknown" : "failed";
}
