/** Who belongs to an access point's network: authentication, association, handshakes, and the ways out. */
import type { Agenda } from "../../agenda.js";
import type { SeededRandom } from "../../random.js";
import type { MacAddress } from "../dot11/address.js";
import type { Element } from "../dot11/elements.js";
import { EtherType } from "../dot11/llc.js";
import type { ManagementFrame } from "../dot11/management.js";
import { type ManagementBody, Reason, Status } from "../dot11/management-body.js";
import { rateElements } from "../dot11/network-elements.js";
import { MAX_AID } from "../dot11/tim.js";
import type { AirEvent } from "../node.js";
import type { Radio } from "../radio.js";
import { RateControl } from "../rate-control.js";
import { Authenticator } from "../wpa/authenticator.js";
import { type Admission, judge } from "./admission.js";
import { capabilityOf } from "./announcement.js";
import type { Downlink } from "./downlink.js";
import type { GroupKeys } from "./group-keys.js";
import type { Member, Membership } from "./member.js";
import type { Network } from "./network.js";

const OPEN_SYSTEM = 0;
const AID_BITS = 0xc000;

export interface MembersOptions {
	readonly network: Network;
	readonly radio: Radio;
	readonly downlink: Downlink;
	/** Undefined in an open network. */
	readonly groupKeys: GroupKeys | undefined;
	readonly agenda: Agenda;
	readonly random: SeededRandom;
	readonly report: (now: number, text: string) => void;
	readonly event: (now: number, event: Omit<AirEvent, "node">) => void;
}

export class Members {
	readonly #options: MembersOptions;
	readonly #members = new Map<MacAddress, Member>();
	/** Handshakes so far: each has chance of its own. */
	#handshakes = 0;

	constructor(options: MembersOptions) {
		this.#options = options;
	}

	get(address: MacAddress): Member | undefined {
		return this.#members.get(address);
	}

	/** All that are associated. */
	*associated(): Generator<{ readonly member: Member; readonly membership: Membership }> {
		for (const member of this.#members.values()) {
			if (member.membership) yield { member, membership: member.membership };
		}
	}

	/** Whether one of them is in power save. */
	get anyAsleep(): boolean {
		for (const { membership } of this.associated()) if (membership.asleep) return true;
		return false;
	}

	/** Forgets everybody, without a word. */
	clear(): void {
		for (const { membership } of this.associated()) membership.authenticator?.stop();
		this.#members.clear();
	}

	/** A management frame to this access point, other than a probe. */
	onManagement(now: number, frame: ManagementFrame): void {
		const { source, body } = frame;
		switch (body.type) {
			case "authentication":
				this.#authenticate(now, source, body);
				break;
			case "association-request":
			case "reassociation-request":
				this.#associate(now, source, body);
				break;
			case "disassociation":
			case "deauthentication":
				this.#forget(now, source, `reason ${body.reason}`);
				break;
		}
	}

	/** Sends a station away. */
	dismiss(
		now: number,
		address: MacAddress,
		type: "deauthentication" | "disassociation",
		reason: number,
	): void {
		this.#send(now, address, { type, reason, elements: [] });
		this.#forget(now, address, `${type}, reason ${reason}`);
	}

	/** Gives all that are authorized the newest group key. */
	renewGroupKey(now: number): void {
		for (const { membership } of this.associated()) {
			membership.authenticator?.renewGroupKey(now);
			this.#arm(membership.authenticator);
		}
		this.#groupKeySettled();
	}

	/** An EAPOL packet from a member. */
	onEapol(now: number, membership: Membership, eapol: Uint8Array): void {
		membership.authenticator?.receive(now, eapol);
		this.#arm(membership.authenticator);
		this.#groupKeySettled();
	}

	#authenticate(now: number, source: MacAddress, body: ManagementBody & { type: "authentication" }): void {
		const { algorithm, transaction } = body;
		let status: number = Status.SUCCESS;
		if (algorithm !== OPEN_SYSTEM) status = Status.ALGORITHM_NOT_SUPPORTED;
		else if (transaction !== 1) status = Status.TRANSACTION_OUT_OF_SEQUENCE;
		if (status !== Status.SUCCESS) {
			this.#options.report(now, `${source}: authentication ${algorithm}, transaction ${transaction}`);
		} else {
			this.#forget(now, source, "authenticates anew");
			this.#members.set(source, { address: source, lastHeard: now, membership: undefined });
		}
		this.#send(now, source, {
			type: "authentication",
			algorithm,
			transaction: transaction + 1,
			status,
			elements: [],
		});
	}

	#associate(
		now: number,
		source: MacAddress,
		body: ManagementBody & { type: "association-request" | "reassociation-request" },
	): void {
		const { network, event } = this.#options;
		const member = this.#members.get(source);
		if (!member) {
			this.#options.report(now, `${source}: association without authentication`);
			this.dismiss(now, source, "deauthentication", Reason.CLASS_2_NOT_AUTHENTICATED);
			return;
		}
		const answer = body.type === "association-request" ? "association-response" : "reassociation-response";
		const verdict = judge(network, body.elements);
		const aid = this.#freeAid(member);
		const refusal =
			"status" in verdict
				? verdict
				: aid === undefined
					? { status: Status.TOO_MANY_STATIONS, why: "full" }
					: undefined;
		const response = {
			type: answer,
			capability: capabilityOf(network),
			status: refusal?.status ?? Status.SUCCESS,
			aid: AID_BITS | (refusal ? 0 : aid!),
			elements: rateElements(network.rates) as Element[],
		} as const;
		if (refusal || "status" in verdict) {
			event(now, { event: "refused", peer: source, detail: refusal!.why });
			this.#send(now, source, response);
			return;
		}
		member.membership?.authenticator?.stop();
		const membership = this.#admit(member, aid!, body.listenInterval, verdict);
		this.#send(now, source, response, (then, sent) => {
			if (member.membership !== membership) return;
			if (!sent) this.#forget(then, source, "did not acknowledge the association");
			else if (membership.authenticator) {
				membership.authenticator.start(then);
				this.#arm(membership.authenticator);
			} else event(then, { event: "joined", peer: source });
		});
	}

	#freeAid(member: Member): number | undefined {
		if (member.membership) return member.membership.aid;
		const taken = new Set([...this.associated()].map(({ membership }) => membership.aid));
		for (let aid = 1; aid <= MAX_AID; aid++) if (!taken.has(aid)) return aid;
		return undefined;
	}

	#admit(member: Member, aid: number, listenInterval: number, { rates, security }: Admission): Membership {
		const authenticator = security && this.#authenticator(member, security);
		member.membership = {
			aid,
			listenInterval,
			rates: new RateControl(rates),
			...(authenticator ? { authenticator } : {}),
			lastPacketNumber: -1,
			authorized: !security,
			asleep: false,
			held: [],
			askedAt: undefined,
		};
		return member.membership;
	}

	#authenticator(member: Member, { suite, element, own }: Required<Admission>["security"]): Authenticator {
		const { network, groupKeys, random, downlink, event } = this.#options;
		const { address } = member;
		return new Authenticator({
			suite,
			pmk: network.security!.pmk,
			own: network.bssid,
			station: address,
			ownElement: own,
			stationElement: element,
			groupKey: () => groupKeys!.newest,
			random: random.fork(`handshake ${this.#handshakes++}`),
			refuseWrongKey: network.refuseWrongKey,
			send: (now, payload) => {
				const parcel = { source: network.bssid, packet: { etherType: EtherType.EAPOL, payload } };
				downlink.toMember(now, address, member.membership!, parcel);
			},
			onAuthorized: (now) => {
				member.membership!.key = { cipher: suite.pairwise, keyId: 0, packetNumber: 0 };
				member.membership!.authorized = true;
				event(now, { event: "joined", peer: address });
			},
			onFailed: (now, reason) => {
				if (member.membership!.authenticator!.wrongKey)
					event(now, { event: "wrong-passphrase", peer: address });
				this.dismiss(now, address, "deauthentication", reason);
			},
			onReport: (now, text) => this.#options.report(now, `${address}: ${text}`),
		});
	}

	/** Lets a handshake act when its time comes. */
	#arm(authenticator: Authenticator | undefined): void {
		const due = authenticator?.next();
		if (due === undefined) return;
		this.#options.agenda.at(due, (now) => {
			if (authenticator!.next() !== due) return;
			authenticator!.act(now);
			this.#arm(authenticator);
			this.#groupKeySettled();
		});
	}

	/** A new group key is used once nobody is being given it any more. */
	#groupKeySettled(): void {
		for (const { membership } of this.associated()) if (membership.authenticator?.givesGroupKey) return;
		this.#options.groupKeys?.use();
	}

	#forget(now: number, address: MacAddress, detail: string): void {
		const member = this.#members.get(address);
		member?.membership?.authenticator?.stop();
		this.#members.delete(address);
		if (member?.membership?.authorized) this.#options.event(now, { event: "left", peer: address, detail });
	}

	#send(
		now: number,
		destination: MacAddress,
		body: ManagementBody,
		onDone?: (now: number, sent: boolean) => void,
	): void {
		const { radio, network } = this.#options;
		radio.send(now, {
			frame: { kind: "management", flags: 0, destination, source: network.bssid, bssid: network.bssid, body },
			rates: [network.slowest],
			...(onDone ? { onDone } : {}),
		});
	}
}
