/**
 * Whom the chip talks to in a run of another build: plays the world's side of the recorded conversations. The n-th
 * connection to a place that opens is the n-th that was recorded; a place that was not talked to is not there.
 */
import { type Endpoint, formatEndpoint } from "../network/addresses.js";
import { udpClient } from "../network/clients/raw-client.js";
import type { Resolution, Resolver } from "../network/dns-server.js";
import type { Uplink } from "../network/gateway.js";
import type { IpHost } from "../network/ip/ip-host.js";
import type { Datagram, UdpReceiver } from "../network/ip/udp-layer.js";
import { Script } from "../network/servers/script.js";
import type { CloseReason, StreamHandlers, TcpStream } from "../network/tcp/stream.js";
import type { TcpRequest } from "../network/tcp/tcp-layer.js";
import { byPlace, type Conversation } from "./conversation-log.js";
import { tcpScriptOf } from "./tcp-script.js";
import { UdpFlow } from "./udp-flow.js";
import { UdpPlace } from "./udp-place.js";

/** Conversations beyond the recorded ones that are told one by one. */
const MAX_UNKNOWN = 1000;

/** Whatever has heard the chip. */
interface Listener {
	readonly received: Uint8Array;
}

const NOTHING_HEARD: Listener = { received: new Uint8Array(0) };

/** Finds out who speaks on a connection when it opens: one that never does is nobody's, as when it was recorded. */
class Expected implements StreamHandlers {
	readonly #find: () => StreamHandlers | undefined;
	#found: StreamHandlers | undefined;

	constructor(find: () => StreamHandlers | undefined) {
		this.#find = find;
	}

	onOpen(stream: TcpStream): void {
		this.#found = this.#find();
		if (this.#found) this.#found.onOpen?.(stream);
		else stream.abort();
	}

	onReadable(stream: TcpStream): void {
		this.#found?.onReadable?.(stream);
	}

	onWritable(stream: TcpStream): void {
		this.#found?.onWritable?.(stream);
	}

	onClosed(stream: TcpStream, reason: CloseReason): void {
		this.#found?.onClosed?.(stream, reason);
	}
}

export class RecordedPartner implements Uplink {
	readonly #host: IpHost;
	readonly #names: ReadonlyMap<string, Resolution>;
	/** Connections that the chip had asked for and that have not come yet, by place. */
	readonly #expected = new Map<string, Conversation[]>();
	/** Where connections of the chip's were let in. */
	readonly #listening = new Set<string>();
	/** Where the chip had sent datagrams. */
	readonly #places = new Map<string, UdpPlace>();
	readonly #listeners = new Map<Conversation, Listener>();
	/** Where the chip wanted to talk to somebody who was not there in the recorded run, or more often than then. */
	readonly unknown: string[] = [];

	/** `host` has the ports that are used, and the time. */
	constructor(
		host: IpHost,
		conversations: readonly Conversation[],
		names: ReadonlyMap<string, Resolution> = new Map(),
	) {
		this.#host = host;
		this.#names = names;
		const opened = conversations.filter(({ opener }) => opener === "chip");
		const [streams, datagrams] = [byPlace(opened, "tcp"), byPlace(opened, "udp")];
		for (const [place, all] of streams) {
			this.#expected.set(place, all);
			if (all.some(({ refused }) => !refused)) this.#listening.add(place);
		}
		for (const [place, all] of datagrams) this.#places.set(place, new UdpPlace(host.agenda, all));
	}

	/** What the chip has said in a conversation; undefined when that did not take place. */
	heard(conversation: Conversation): Uint8Array | undefined {
		return this.#listeners.get(conversation)?.received;
	}

	/** The datagrams that the chip has sent to a place. */
	datagrams(place: Endpoint): readonly Uint8Array[] {
		return this.#places.get(formatEndpoint(place))?.received ?? [];
	}

	readonly resolve: Resolver = (name, done) => done(this.#names.get(name) ?? "unknown");

	connect(request: TcpRequest): void {
		const place = formatEndpoint(request.local);
		const expected = this.#expected.get(place);
		if (expected?.[0]?.refused) {
			this.#listeners.set(expected.shift()!, NOTHING_HEARD);
			request.refuse();
		} else if (this.#listening.has(place)) {
			request.accept(new Expected(() => this.#opened(place)));
		} else {
			this.#isUnknown(`tcp to ${place}`);
			request.refuse();
		}
	}

	receiver(datagram: Datagram): UdpReceiver | undefined {
		const name = formatEndpoint(datagram.local);
		const place = this.#places.get(name);
		if (!place) {
			this.#isUnknown(`udp to ${name}`);
			return undefined;
		}
		if (place.isNobody) {
			place.hear(datagram.payload, () => {});
			return undefined;
		}
		return ({ local, remote, payload }) => {
			place.hear(payload, (answer) => this.#host.udp.send(local, remote, answer));
		};
	}

	/** Opens a conversation with `chip` that the world had opened. False when there is no port for it. */
	open(conversation: Conversation, chip: Endpoint): boolean {
		const host = this.#host;
		if (conversation.protocol === "tcp") {
			return host.tcp.connect(host.address, chip, this.#script(conversation)) !== undefined;
		}
		const client = udpClient(host, (_from, payload) => flow.hear(payload));
		if (!client) return false;
		const flow = new UdpFlow(host.agenda, conversation, (payload) => client.send(chip, payload));
		this.#listeners.set(conversation, flow);
		flow.begin();
		return true;
	}

	/** Who speaks with the chip on a connection that has opened; undefined for one that was not recorded. */
	#opened(place: string): StreamHandlers | undefined {
		const conversation = this.#expected.get(place)?.shift();
		if (conversation) return this.#script(conversation);
		this.#isUnknown(`tcp to ${place}`);
		return undefined;
	}

	#script(conversation: Conversation): Script {
		const script = new Script(this.#host.agenda, tcpScriptOf(conversation));
		this.#listeners.set(conversation, script);
		return script;
	}

	#isUnknown(place: string): void {
		if (this.unknown.length < MAX_UNKNOWN) this.unknown.push(place);
	}
}
