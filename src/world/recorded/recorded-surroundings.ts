/** The world of a recorded run, put up again around another build: the models run live, the people say what they said. */
import { AirOptionError } from "../air/options.js";
import { Station } from "../air/station/station.js";
import type { Endpoint } from "../network/addresses.js";
import { NetworkError } from "../network/errors.js";
import type { IpHost } from "../network/ip/ip-host.js";
import { Surroundings } from "../surroundings/surroundings.js";
import type { World } from "../world.js";
import type { Conversation } from "./conversation-log.js";
import type { DeviceDeed } from "./device-log.js";
import { RecordedWorldError } from "./errors.js";
import { applyFault } from "./faults.js";
import { recordedNames } from "./names.js";
import { RecordedPartner } from "./recorded-partner.js";
import type { WorldDeed, WorldLog } from "./world-log.js";

interface Guest {
	readonly host: IpHost;
	readonly partner: RecordedPartner;
}

export class RecordedSurroundings {
	/** For the recorder, behind who acts on them. */
	readonly worlds: readonly World[];
	readonly #surroundings: Surroundings;
	readonly #gateway: RecordedPartner | undefined;
	/** The hosts of stations, by the station's name. */
	readonly #guests = new Map<string, Guest>();

	/** Throws RecordedWorldError for what cannot be put up. */
	constructor(log: WorldLog, seed: bigint) {
		this.#surroundings = putUp(log, seed);
		this.worlds = this.#surroundings.worlds;
		const { gateway } = this.#surroundings.network;
		if (gateway) {
			const names = recordedNames(log.conversations);
			this.#gateway = new RecordedPartner(gateway.host, log.conversations, names);
			gateway.setUplink(this.#gateway);
		}
		for (const [name, host] of this.#surroundings.guests) {
			const partner = new RecordedPartner(host, log.conversations);
			host.tcp.listen((request) => partner.connect(request));
			host.udp.bindOthers((datagram) => partner.receiver(datagram));
			this.#guests.set(name, { host, partner });
		}
	}

	get #partners(): RecordedPartner[] {
		const guests = [...this.#guests.values()].map(({ partner }) => partner);
		return this.#gateway ? [this.#gateway, ...guests] : guests;
	}

	/** Conversations that the chip opened and nobody had recorded. */
	get unknown(): readonly string[] {
		return this.#partners.flatMap(({ unknown }) => unknown);
	}

	/** What the chip has said in a recorded conversation; undefined when that did not take place. */
	heard(conversation: Conversation): Uint8Array | undefined {
		for (const partner of this.#partners) {
			const heard = partner.heard(conversation);
			if (heard) return heard;
		}
		return undefined;
	}

	/** The datagrams that the chip has sent to a place. */
	datagrams(place: Endpoint): readonly Uint8Array[] {
		return this.#partners.flatMap((partner) => partner.datagrams(place));
	}

	/** Does what the world had done of its own accord. Throws RecordedWorldError when it cannot. */
	perform(deed: Exclude<WorldDeed, DeviceDeed>): void {
		if (deed.kind === "conversation") this.#open(deed.conversation);
		else {
			const node = this.#surroundings.radio.node(deed.fault.node);
			if (!node) throw new RecordedWorldError(`there was no "${deed.fault.node}" on the air`);
			orRecordedWorldError(() => applyFault(node, deed.fault));
		}
	}

	/** Who had opened it opens it again: a station's host at the chip's access point, or the gateway. */
	#open(conversation: Conversation): void {
		const { world, chip, host: name } = conversation;
		const { gateway } = this.#surroundings.network;
		if (name === undefined && gateway && this.#gateway && world.address === gateway.host.address) {
			const address = gateway.dhcp.latest;
			if (address !== undefined) this.#gateway.open(conversation, { address, port: chip.port });
			return;
		}
		const guest = name === undefined ? this.#guestAt(world) : this.#guests.get(name);
		const address = guest?.host.addressing?.router;
		if (guest && address !== undefined) guest.partner.open(conversation, { address, port: chip.port });
	}

	/** Where a trace does not say which station's host it was: one on the air has the address, not one that has left. */
	#guestAt({ address }: Endpoint): Guest | undefined {
		const { radio } = this.#surroundings;
		const joined = [...this.#guests].flatMap(([name, guest]) => {
			const node = radio.node(name);
			return node instanceof Station && node.state === "connected" ? [guest] : [];
		});
		return (
			joined.find(({ host }) => host.address === address) ??
			joined.find(({ host }) => host.addressing !== undefined)
		);
	}
}

function putUp({ air, network }: WorldLog, seed: bigint): Surroundings {
	const { accessPoints, stations, peers } = air;
	return orRecordedWorldError(() => {
		const surroundings = new Surroundings({ accessPoints, stations, network }, seed);
		for (const peer of peers) surroundings.radio.addPeer(peer);
		return surroundings;
	});
}

/** What a user may not ask of the air, no recorder writes. */
function orRecordedWorldError<T>(act: () => T): T {
	try {
		return act();
	} catch (error) {
		if (error instanceof AirOptionError || error instanceof NetworkError) {
			throw new RecordedWorldError(error.message, { cause: error });
		}
		throw error;
	}
}
