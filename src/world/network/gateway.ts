/**
 * The router behind the access point: DHCP, DNS, echo, and the end of every connection that goes beyond the segment:
 * at a model server, or at whoever carries it further.
 */
import type { EthernetNode, EthernetPort } from "../ethernet.js";
import type { SeededRandom } from "../random.js";
import { formatIpv4, type Ipv4Address, inSubnet, isUnicast, type Subnet } from "./addresses.js";
import { DhcpServer } from "./dhcp/dhcp-server.js";
import { DnsServer, type Resolver } from "./dns-server.js";
import { NetworkError } from "./errors.js";
import { type HostObserver, IpHost } from "./ip/ip-host.js";
import type { Datagram, UdpReceiver } from "./ip/udp-layer.js";
import type { ModelServer, ServiceContext, TcpService, UdpService } from "./service.js";
import type { TcpRequest } from "./tcp/tcp-layer.js";

const GATEWAY_MAC = 0x02_00_00_00_00_02;
/** Places in the subnet: the gateway, and the first station. */
const GATEWAY_HOST = 2;
const FIRST_STATION = 15;

/** The name under which the host that runs all this is known. */
export const HOST_NAME = "host.internal";
const GATEWAY_NAME = "gateway.internal";

/** Carries to the outside what is for no model server. */
export interface Uplink {
	readonly resolve: Resolver;
	/** Accepts or refuses, at once or later. `toHost`: it is for the gateway's own address. */
	connect(request: TcpRequest, toHost: boolean): void;
	/** Who takes a datagram, if anybody. */
	receiver(datagram: Datagram, toHost: boolean): UdpReceiver | undefined;
}

export interface GatewayConfig {
	readonly plug: (node: EthernetNode) => EthernetPort;
	readonly random: SeededRandom;
	readonly subnet: Subnet;
	readonly observer: HostObserver;
	readonly onLease: (mac: number, address: Ipv4Address) => void;
}

export class Gateway {
	readonly host: IpHost;
	readonly dhcp: DhcpServer;
	readonly #config: GatewayConfig;
	readonly #servers = new Map<Ipv4Address, ModelServer>();
	readonly #names = new Map<string, Ipv4Address>();
	readonly #contexts = new Map<TcpService | UdpService, ServiceContext>();
	#uplink: Uplink | undefined;

	constructor(config: GatewayConfig) {
		const { plug, random, subnet, observer, onLease } = config;
		this.#config = config;
		const address = subnet.address + GATEWAY_HOST;
		this.host = new IpHost({
			mac: GATEWAY_MAC,
			random: random.fork("gateway"),
			plug,
			addressing: { address, subnet },
			takes: (to) => isUnicast(to) && (!inSubnet(to, subnet) || this.#servers.has(to)),
			observer,
		});
		this.dhcp = new DhcpServer({ host: this.host, first: subnet.address + FIRST_STATION, onLease });
		new DnsServer(this.host, (name, done) => this.#resolve(name, done));
		this.host.icmp.limitEcho((to) => to === address || this.#servers.has(to));
		this.host.tcp.listen((request) => this.#connect(request));
		this.host.udp.bindOthers((datagram) => this.#receiver(datagram));
		this.#names.set(GATEWAY_NAME, address).set(HOST_NAME, address);
	}

	/** Without one, what is for no model server is refused. */
	setUplink(uplink: Uplink): void {
		this.#uplink = uplink;
	}

	/** Throws NetworkError for a name or an address that is taken. */
	add(server: ModelServer): void {
		const { address } = server;
		const names = server.names.map((name) => name.toLowerCase());
		const taken = names.find((name) => this.#names.has(name));
		if (taken !== undefined) throw new NetworkError(`there is a server named ${taken} already`);
		if (this.#servers.has(address) || address === this.host.address || !isUnicast(address)) {
			throw new NetworkError(`${formatIpv4(address)} is taken, or no address of a server`);
		}
		this.#servers.set(address, server);
		for (const name of names) this.#names.set(name, address);
	}

	#resolve(name: string, done: Parameters<Resolver>[1]): void {
		const known = this.#names.get(name);
		if (known !== undefined) done([known]);
		else if (this.#uplink) this.#uplink.resolve(name, done);
		else done("unknown");
	}

	#connect(request: TcpRequest): void {
		const server = this.#servers.get(request.local.address);
		const toHost = request.local.address === this.host.address;
		if (!server && this.#uplink) {
			this.#uplink.connect(request, toHost);
			return;
		}
		const service = server?.tcp.get(request.local.port);
		const handlers = service?.(this.#context(service), request.remote);
		if (handlers) request.accept(handlers);
		else request.refuse();
	}

	#receiver(datagram: Datagram): UdpReceiver | undefined {
		const { address, port } = datagram.local;
		const server = this.#servers.get(address);
		if (!server) return this.#uplink?.receiver(datagram, address === this.host.address);
		const service = server.udp.get(port);
		if (!service) return undefined;
		return ({ local, remote, payload }) =>
			service(this.#context(service), remote, payload, (answer) => this.host.udp.send(local, remote, answer));
	}

	/** A service draws its own chance, whatever the others do. */
	#context(service: TcpService | UdpService): ServiceContext {
		let context = this.#contexts.get(service);
		if (!context) {
			const random = this.#config.random.fork(`service ${this.#contexts.size}`);
			context = { agenda: this.host.agenda, random };
			this.#contexts.set(service, context);
		}
		return context;
	}
}
