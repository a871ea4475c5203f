/** What programs say to each other inside of a conversation: bodies of HTTP messages, MQTT messages, all of other ones. */
import { parser as mqttParser } from "mqtt-packet";
import { formatEndpoint } from "../../world/network/addresses.js";
import type { Conversation } from "../../world/recorded/conversation-log.js";
import { saidBy } from "../../world/recorded/conversation-log.js";
import type { PayloadRule } from "./redact-rules.js";

export interface Payload {
	readonly bytes: Uint8Array;
	/** Of an MQTT message. */
	readonly topic?: string;
}

const SIDES = ["chip", "world"] as const;
/** First bytes of an MQTT connection. Source: MQTT 3.1.1, sections 2.2 and 3.1. */
const MQTT_CONNECT = 0x10;
const MQTT_CONNACK = 0x20;

/** The payloads of a conversation, as far as its protocol is known. */
export function payloadsOf(conversation: Conversation): Payload[] {
	if (conversation.protocol === "udp") {
		return conversation.turns.flatMap(({ bytes }) => (bytes === "end" ? [] : [{ bytes }]));
	}
	return SIDES.flatMap((side) => {
		const said = saidBy(side, conversation);
		if (said.length === 0) return [];
		if (said[0] === (side === "chip" ? MQTT_CONNECT : MQTT_CONNACK)) return mqttPayloads(said);
		const text = Buffer.from(said).toString("latin1");
		const isHttp = /^(?:[A-Z]+ \S+ HTTP\/1|HTTP\/1)/.test(text);
		const body = text.indexOf("\r\n\r\n");
		if (!isHttp) return [{ bytes: said }];
		return body < 0 || body + 4 === said.length ? [] : [{ bytes: said.subarray(body + 4) }];
	});
}

/** Whether a rule is about this payload. */
export function isMeant(
	{ place, topic }: PayloadRule,
	{ world }: Pick<Conversation, "world">,
	payload: Payload,
): boolean {
	if (place !== undefined && !formatEndpoint(world).endsWith(place)) return false;
	return topic === undefined || (payload.topic !== undefined && matchesTopic(topic, payload.topic));
}

function mqttPayloads(said: Uint8Array): Payload[] {
	const found: Payload[] = [];
	const parser = mqttParser();
	parser.on("packet", (packet) => {
		if (packet.cmd === "publish" && packet.payload.length > 0) {
			found.push({ topic: packet.topic, bytes: Buffer.from(packet.payload) });
		}
	});
	// What is no MQTT after all ends the parsing; what came before stays.
	parser.on("error", () => {});
	parser.parse(Buffer.from(said));
	return found;
}

/** Source: MQTT 3.1.1, section 4.7. */
function matchesTopic(filter: string, topic: string): boolean {
	const [wanted, given] = [filter.split("/"), topic.split("/")];
	const all = wanted.indexOf("#");
	if (all < 0 ? wanted.length !== given.length : given.length < all) return false;
	return wanted.slice(0, all < 0 ? undefined : all).every((part, i) => part === "+" || part === given[i]);
}
