/** A small MQTT 3.1.1 broker that keeps what is published. Source: the OASIS standard, version 3.1.1. */
import { generate, type Packet, type Parser, parser } from "mqtt-packet";
import { Outbox } from "../outbox.js";
import type { TcpService } from "../service.js";
import type { StreamHandlers, TcpStream } from "../tcp/stream.js";

export const MQTT_PORT = 1883;
/** Bytes of a packet, messages that are kept, filters of one client. */
const MAX_PACKET = 64 * 1024;
const MAX_KEPT = 4096;
const MAX_FILTERS = 256;
/** Bytes that may wait for a client that does not read. */
const MAX_WAITING = 256 * 1024;

export interface Published {
	readonly client: string;
	readonly topic: string;
	readonly payload: Uint8Array;
	readonly qos: 0 | 1 | 2;
	readonly retain: boolean;
}

export class MqttBroker {
	readonly #published: Published[] = [];
	readonly #clients = new Set<Client>();

	/** What was published, in order; the first 4,096. */
	get published(): readonly Published[] {
		return this.#published;
	}

	get service(): TcpService {
		return () => new Client(this.#clients, (message) => this.#publish(message));
	}

	/** Publishes to those who have subscribed, as any client may. */
	publish(topic: string, payload: Uint8Array): void {
		for (const client of this.#clients) client.deliver(topic, payload);
	}

	#publish(message: Published): void {
		if (this.#published.length < MAX_KEPT) this.#published.push(message);
		this.publish(message.topic, message.payload);
	}
}

class Client implements StreamHandlers {
	readonly #all: Set<Client>;
	readonly #onPublish: (message: Published) => void;
	readonly #parser: Parser = parser({ protocolVersion: 4 });
	readonly #outbox = new Outbox();
	readonly #filters = new Set<string>();
	#stream: TcpStream | undefined;
	#id: string | undefined;
	#failed = false;

	constructor(all: Set<Client>, onPublish: (message: Published) => void) {
		this.#all = all;
		this.#onPublish = onPublish;
		this.#parser.on("packet", (packet) => this.#receive(packet));
		this.#parser.on("error", () => {
			this.#failed = true;
		});
	}

	onOpen(stream: TcpStream): void {
		this.#stream = stream;
		this.#all.add(this);
	}

	onReadable(stream: TcpStream): void {
		const bytes = stream.read();
		const waiting = bytes.length > 0 ? this.#parser.parse(Buffer.from(bytes)) : 0;
		if (this.#failed || waiting > MAX_PACKET) stream.abort();
		else if (stream.ended) this.#outbox.end(stream);
	}

	onWritable(stream: TcpStream): void {
		this.#outbox.flush(stream);
	}

	onClosed(): void {
		this.#all.delete(this);
	}

	deliver(topic: string, payload: Uint8Array): void {
		if (this.#id === undefined || ![...this.#filters].some((filter) => topicMatches(filter, topic))) return;
		this.#send({ cmd: "publish", topic, payload: Buffer.from(payload), qos: 0, dup: false, retain: false });
	}

	#receive(packet: Packet): void {
		if (packet.cmd === "connect" && this.#id === undefined) {
			this.#id = packet.clientId;
			this.#send({ cmd: "connack", returnCode: 0, sessionPresent: false });
		} else if (this.#id === undefined) this.#failed = true;
		else if (packet.cmd === "publish") this.#receivePublish(packet);
		else if (packet.cmd === "subscribe") {
			const granted = packet.subscriptions.map(({ topic, qos }) => {
				if (this.#filters.size < MAX_FILTERS) this.#filters.add(topic);
				return Math.min(qos, 1) as 0 | 1;
			});
			this.#send({ cmd: "suback", messageId: packet.messageId!, granted });
		} else if (packet.cmd === "unsubscribe") {
			for (const topic of packet.unsubscriptions) this.#filters.delete(topic);
			this.#send({ cmd: "unsuback", messageId: packet.messageId!, granted: [] });
		} else if (packet.cmd === "pingreq") this.#send({ cmd: "pingresp" });
		else if (packet.cmd === "pubrel") this.#send({ cmd: "pubcomp", messageId: packet.messageId! });
		else if (packet.cmd === "disconnect") this.#outbox.end(this.#stream!);
	}

	#receivePublish(packet: Packet & { readonly cmd: "publish" }): void {
		const { topic, qos, retain, messageId } = packet;
		const payload = Uint8Array.from(Buffer.from(packet.payload));
		if (qos === 1) this.#send({ cmd: "puback", messageId: messageId! });
		else if (qos === 2) this.#send({ cmd: "pubrec", messageId: messageId! });
		this.#onPublish({ client: this.#id!, topic, payload, qos, retain });
	}

	#send(packet: Packet): void {
		if (!this.#stream || this.#outbox.waiting > MAX_WAITING) return;
		this.#outbox.send(this.#stream, generate(packet));
	}
}

/** Whether a topic is one that a filter means. Source: MQTT 3.1.1 section 4.7. */
export function topicMatches(filter: string, topic: string): boolean {
	const wanted = filter.split("/");
	const levels = topic.split("/");
	// A wildcard at the beginning does not mean the server's own topics.
	if (topic.startsWith("$") && !filter.startsWith("$")) return false;
	for (const [i, level] of wanted.entries()) {
		if (level === "#") return true;
		if (i >= levels.length || (level !== "+" && level !== levels[i])) return false;
	}
	return wanted.length === levels.length;
}
