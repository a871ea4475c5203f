/** What a model server does at its ports. It sees guest time only, so that it does the same every time. */

import type { Agenda } from "../agenda.js";
import type { SeededRandom } from "../random.js";
import type { Endpoint, Ipv4Address } from "./addresses.js";
import type { StreamHandlers } from "./tcp/stream.js";

export interface ServiceContext {
	readonly agenda: Agenda;
	/** A sequence of this service's own. */
	readonly random: SeededRandom;
}

/** Called for each connection as it is asked for; undefined refuses it. */
export type TcpService = (context: ServiceContext, remote: Endpoint) => StreamHandlers | undefined;

/** A datagram came from `remote`; `reply` sends one back. */
export type UdpService = (
	context: ServiceContext,
	remote: Endpoint,
	payload: Uint8Array,
	reply: (payload: Uint8Array) => void,
) => void;

/** A model server: a name, an address, and what it does at its ports. */
export interface ModelServer {
	/** What the name server knows it by. */
	readonly names: readonly string[];
	readonly address: Ipv4Address;
	readonly tcp: ReadonlyMap<number, TcpService>;
	readonly udp: ReadonlyMap<number, UdpService>;
}
