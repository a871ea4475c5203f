/** An access point: its network, its beacons, its members, and the wire behind it. */
import { TICKS_PER_SECOND } from "../../../chip/time.js";
import { checkChannel } from "../check-options.js";
import { BROADCAST, type MacAddress } from "../dot11/address.js";
import { FrameError } from "../dot11/bytes.js";
import type { ControlFrame } from "../dot11/control.js";
import type { DataFrame } from "../dot11/data.js";
import { ElementId, findElement } from "../dot11/elements.js";
import { Flag } from "../dot11/frame-control.js";
import { EtherType } from "../dot11/llc.js";
import type { ManagementFrame } from "../dot11/management.js";
import { Reason } from "../dot11/management-body.js";
import { AirNode, type Surroundings } from "../node.js";
import type { AccessPointOptions } from "../options.js";
import { Beacons } from "./beacons.js";
import { Bridge } from "./bridge.js";
import { Downlink } from "./downlink.js";
import { GroupKeys } from "./group-keys.js";
import type { Member, Membership } from "./member.js";
import { Members } from "./members.js";
import { type Network, networkOf } from "./network.js";
import { openUplink } from "./uplink.js";

/** How long a station that was asked for a sign of life may take. */
const PATIENCE = 2 * TICKS_PER_SECOND;

/** A station as others may know of it. */
export interface StationInfo {
	readonly address: MacAddress;
	readonly aid: number;
	/** Whether data may pass: after the handshake, where there is one. */
	readonly authorized: boolean;
	readonly asleep: boolean;
}

export class AccessPoint extends AirNode {
	readonly network: Network;
	readonly #members: Members;
	readonly #downlink: Downlink;
	readonly #groupKeys: GroupKeys | undefined;
	readonly #bridge: Bridge;
	readonly #beacons: Beacons;
	#rekeyAt: number | undefined;

	/** Throws AirOptionError. */
	constructor(around: Surroundings, options: AccessPointOptions) {
		const network = networkOf(options);
		const { name, bssid, rssi } = network;
		super(around, { name, address: bssid, rssi }, (now, frame) => this.#onFrame(now, frame));
		this.network = network;
		const { security } = network;
		this.#groupKeys = security && new GroupKeys(security.group, around.random.fork("group key"));
		this.#downlink = new Downlink(this.radio, network.slowest, () => this.#groupKeys?.current);
		this.#members = new Members({
			network,
			radio: this.radio,
			downlink: this.#downlink,
			groupKeys: this.#groupKeys,
			agenda: around.agenda,
			random: around.random,
			report: around.report,
			event: around.event,
		});
		this.#bridge = new Bridge(this.#members, this.#downlink, this.disturbances, options.wired);
		this.#beacons = new Beacons({
			network,
			radio: this.radio,
			agenda: around.agenda,
			random: around.random.fork("beacons"),
			traffic: () => this.#traffic(),
			onDue: (now) => this.#lookAfterMembers(now),
			onDtim: (now) => this.#downlink.releaseGroup(now),
		});
		around.agenda.at(0, (now) => this.#turnOn(now));
	}

	/** The stations that are associated. */
	get stations(): StationInfo[] {
		return [...this.#members.associated()].map(({ member, membership }) => ({
			address: member.address,
			aid: membership.aid,
			authorized: membership.authorized,
			asleep: membership.asleep,
		}));
	}

	/** Its power fails: it is silent from now on, and knows nobody any more. */
	vanish(): void {
		this.fault("vanish", {}, (now) => {
			this.#beacons.stop();
			this.#members.clear();
			this.#downlink.clear();
			this.radio.turnOff(now);
		});
	}

	/** Its power is back. */
	return(): void {
		this.fault("return", {}, (now) => this.#turnOn(now));
	}

	/** Sends a station away, or all of them. */
	deauthenticate(station: MacAddress | "all" = "all", reason: number = Reason.UNSPECIFIED): void {
		this.fault("deauthenticate", { station, reason }, (now) =>
			this.#dismiss(now, "deauthentication", station, reason),
		);
	}

	/** Ends the association of a station, or of all; they stay authenticated for themselves. */
	disassociate(station: MacAddress | "all" = "all", reason: number = Reason.LEFT_BSS): void {
		this.fault("disassociate", { station, reason }, (now) =>
			this.#dismiss(now, "disassociation", station, reason),
		);
	}

	/** Goes to another channel: at once, or after so many beacons that announce it. Throws AirOptionError. */
	switchChannel(channel: number, beacons = 0): void {
		checkChannel(channel);
		this.fault("switch-channel", { channel, beacons }, (now) =>
			this.#beacons.switchChannel(now, channel, beacons),
		);
	}

	/** Gives all stations a new group key. */
	renewGroupKey(): void {
		this.fault("renew-group-key", {}, (now) => this.#rekey(now));
	}

	#turnOn(now: number): void {
		const { groupRekeyTicks } = this.network;
		if (groupRekeyTicks !== undefined) this.#rekeyAt = now + groupRekeyTicks;
		this.#beacons.start(now);
	}

	#traffic(): { group: boolean; aids: number[] } {
		const waiting = [...this.#members.associated()].filter(
			({ membership }) => membership.held.length > 0 || membership.askedAt !== undefined,
		);
		return {
			group: this.#downlink.holdsForGroup,
			aids: waiting.map(({ membership }) => membership.aid).sort((a, b) => a - b),
		};
	}

	/** With every beacon: who was silent for too long is asked, and who does not answer goes; keys grow old. */
	#lookAfterMembers(now: number): void {
		if (this.#rekeyAt !== undefined && now >= this.#rekeyAt) this.#rekey(now);
		for (const { member, membership } of [...this.#members.associated()]) {
			if (now - member.lastHeard < this.network.inactivityTicks) continue;
			if (membership.askedAt === undefined) this.#ask(now, member, membership);
			else if (now - membership.askedAt > PATIENCE) {
				this.#members.dismiss(now, member.address, "deauthentication", Reason.INACTIVE);
			}
		}
	}

	/** Who sleeps is asked by the traffic map; the others must acknowledge an empty frame. */
	#ask(now: number, member: Member, membership: Membership): void {
		membership.askedAt = now;
		if (membership.asleep) return;
		this.#downlink.ask(now, member.address, (then, heard) => {
			if (member.membership !== membership || !heard) return;
			member.lastHeard = then;
			membership.askedAt = undefined;
		});
	}

	#rekey(now: number): void {
		const { groupRekeyTicks } = this.network;
		if (groupRekeyTicks !== undefined) this.#rekeyAt = now + groupRekeyTicks;
		this.#groupKeys?.renew();
		this.#members.renewGroupKey(now);
	}

	#dismiss(
		now: number,
		how: "deauthentication" | "disassociation",
		station: MacAddress | "all",
		reason: number,
	): void {
		const all = [...this.#members.associated()].map(({ member }) => member.address);
		for (const address of station === "all" ? all : [station])
			this.#members.dismiss(now, address, how, reason);
	}

	#onFrame(now: number, frame: ManagementFrame | DataFrame | ControlFrame): void {
		switch (frame.kind) {
			case "management":
				this.#onManagement(now, frame);
				break;
			case "data":
				this.#onData(now, frame);
				break;
			case "control":
				if (frame.control === "ps-poll") this.#onPsPoll(now, frame.transmitter, frame.aid);
		}
	}

	#onManagement(now: number, frame: ManagementFrame): void {
		if (frame.body.type === "probe-request") {
			this.#onProbe(now, frame);
			return;
		}
		if (frame.destination !== this.address) return;
		this.#noteHeard(now, frame.source, frame.flags);
		this.#members.onManagement(now, frame);
	}

	#onProbe(now: number, { source, bssid, body }: ManagementFrame): void {
		if (body.type !== "probe-request" || (bssid !== BROADCAST && bssid !== this.address)) return;
		const asked = findElement(body.elements, ElementId.SSID) ?? new Uint8Array();
		const byName = Buffer.compare(asked, this.network.ssid) === 0;
		if (!byName && (asked.length > 0 || this.network.hidden)) return;
		this.#beacons.answerProbe(now, source);
	}

	/** A sign of life, and of whether it goes to sleep. */
	#noteHeard(now: number, address: MacAddress, flags: number): void {
		const member = this.#members.get(address);
		if (!member) return;
		member.lastHeard = now;
		const { membership } = member;
		if (!membership) return;
		membership.askedAt = undefined;
		membership.asleep = (flags & Flag.POWER_MANAGEMENT) !== 0;
		if (!membership.asleep) this.#downlink.release(now, address, membership);
	}

	#onPsPoll(now: number, address: MacAddress, aid: number): void {
		const membership = this.#members.get(address)?.membership;
		if (membership?.aid !== aid) {
			this.around.report(now, `${address}: PS-Poll with the association identifier ${aid}`);
			return;
		}
		this.#noteHeard(now, address, Flag.POWER_MANAGEMENT);
		this.#downlink.releaseOne(now, address, membership);
	}

	#onData(now: number, frame: DataFrame): void {
		const { address1, address2: source, address3: destination, flags } = frame;
		if (address1 !== this.address) return;
		const member = this.#members.get(source);
		if (!member?.membership) {
			const reason = member ? Reason.CLASS_3_NOT_ASSOCIATED : Reason.CLASS_2_NOT_AUTHENTICATED;
			this.#members.dismiss(now, source, member ? "disassociation" : "deauthentication", reason);
			return;
		}
		this.#noteHeard(now, source, flags);
		const { membership } = member;
		const problem = (text: string): void => this.around.report(now, `${source}: ${text}`);
		if ((flags & (Flag.TO_DS | Flag.FROM_DS)) !== Flag.TO_DS) {
			problem("a data frame that does not go to the distribution system");
			return;
		}
		const packet = openUplink(frame, membership);
		if (packet instanceof FrameError) problem(packet.message);
		if (!packet || packet instanceof FrameError) return;
		if (packet.etherType === EtherType.EAPOL) this.#members.onEapol(now, membership, packet.payload);
		else if (!membership.authorized) problem("data before the handshake");
		else if (membership.key && !(flags & Flag.PROTECTED)) problem("data that is not protected");
		else this.#bridge.fromStation(now, destination, source, packet);
	}
}
