/** The world of a recorded run as its trace tells it: what was on the air, the network, who said what. */
import * as t from "typanion";
import type { Plain } from "../../trace/schema.js";
import type { NetworkSpec } from "../surroundings/spec.js";
import { AirLog, type Fault } from "./air-log.js";
import { type Conversation, ConversationLog } from "./conversation-log.js";
import { type DeviceDeed, DeviceLog } from "./device-log.js";
import { RecordedWorldError } from "./errors.js";

/** Something that the world did of its own accord. */
export type WorldDeed =
	| { readonly kind: "fault"; readonly fault: Fault }
	| { readonly kind: "conversation"; readonly conversation: Conversation }
	| DeviceDeed;

/** Conversations and pieces of them that are kept. */
const MAX_INPUTS = 4 * 1024 * 1024;

const isNetwork = t.isPartial({
	mode: t.isEnum(["none", "isolated", "host"] as const),
	subnet: t.isString(),
});

export class WorldLog {
	readonly air = new AirLog();
	readonly devices = new DeviceLog();
	readonly #conversations = new ConversationLog();
	#network: NetworkSpec = { mode: "isolated", servers: [], forward: [] };
	#inputs = 0;

	get conversations(): readonly Conversation[] {
		return this.#conversations.conversations;
	}

	/** The network, without anybody on it. */
	get network(): NetworkSpec {
		return this.#network;
	}

	/** Whether the chip was alone, but for devices on its wires. */
	get isEmpty(): boolean {
		return !this.hasAir && this.conversations.length === 0;
	}

	/** Whether there was anything on the air. */
	get hasAir(): boolean {
		const { accessPoints, stations, peers } = this.air;
		return accessPoints.length + stations.length + peers.length > 0;
	}

	/** Takes a world input; returns what the world does there, if it does something. Throws RecordedWorldError. */
	add(tick: number, topic: string, data: Plain): WorldDeed | undefined {
		if (++this.#inputs > MAX_INPUTS) {
			throw new RecordedWorldError(`the trace has more than ${MAX_INPUTS} inputs of the world`);
		}
		if (topic.startsWith("air/")) {
			const fault = this.air.add(topic, data);
			return fault && { kind: "fault", fault };
		}
		if (topic.startsWith("dev/")) return this.devices.add(topic, data);
		if (topic === "net/network" && isNetwork(data)) {
			// What was reached through the host is played, never asked again.
			const { mode, subnet } = data;
			this.#network = { ...this.#network, mode: mode === "none" ? "none" : "isolated", subnet };
			return undefined;
		}
		// A lease follows from the rest.
		if (topic === "net/lease" || !topic.startsWith("net/")) return undefined;
		const conversation = this.#conversations.add(tick, topic, data);
		return conversation?.opener === "world" ? { kind: "conversation", conversation } : undefined;
	}
}
