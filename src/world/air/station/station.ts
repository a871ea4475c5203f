/** A station that joins a network by its name, an emulated chip's for example, with a host behind it. */
import { TICKS_PER_MS, TICKS_PER_SECOND } from "../../../chip/time.js";
import type { Appointment } from "../../agenda.js";
import type { EthernetPort } from "../../ethernet.js";
import { checkAddress, checkChannel, checkPassphrase, checkRssi, checkSsid } from "../check-options.js";
import { isGroup, type MacAddress } from "../dot11/address.js";
import { FrameError } from "../dot11/bytes.js";
import type { DataFrame } from "../dot11/data.js";
import { elementBytes } from "../dot11/elements.js";
import { Flag } from "../dot11/frame-control.js";
import { EtherType } from "../dot11/llc.js";
import type { ManagementFrame } from "../dot11/management.js";
import { Capability, type ManagementBody, Reason, Status } from "../dot11/management-body.js";
import { rateElements, ssidElement } from "../dot11/network-elements.js";
import { securityElement } from "../dot11/security-elements.js";
import { decodeEthernet, encodeEthernet } from "../ethernet-frame.js";
import type { OnAir } from "../medium.js";
import { AirNode, DEFAULT_RSSI, type Surroundings } from "../node.js";
import type { StationOptions } from "../options.js";
import { RateControl } from "../rate-control.js";
import { DSSS, networkRates, rateCode } from "../rates.js";
import { masterKey } from "../wpa/keys.js";
import { elementOf } from "../wpa/suite.js";
import { Supplicant } from "../wpa/supplicant.js";
import type { Candidate } from "./candidate.js";
import { Link } from "./link.js";
import { Scanner } from "./scanner.js";

const ANSWER_TIMEOUT = 500 * TICKS_PER_MS;
const HANDSHAKE_TIMEOUT = 10 * TICKS_PER_SECOND;
/** Without a beacon for so long the network is gone. */
const BEACON_TIMEOUT = 3 * TICKS_PER_SECOND;
const RECONNECT_AFTER = TICKS_PER_SECOND;
const LISTEN_INTERVAL = 10;
const ALL_CHANNELS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13];

export type StationState = "idle" | "scanning" | "authenticating" | "associating" | "handshake" | "connected";

export class Station extends AirNode {
	readonly #options: StationOptions;
	readonly #ssid: Uint8Array;
	readonly #pmk: Uint8Array | undefined;
	readonly #scanner: Scanner;
	readonly #wired: EthernetPort | undefined;
	#state: StationState = "idle";
	#network: Candidate | undefined;
	#link: Link | undefined;
	#supplicant: Supplicant | undefined;
	#timer: Appointment | undefined;
	#lastBeacon = 0;
	#handshakes = 0;

	/** Throws AirOptionError. */
	constructor(around: Surroundings, options: StationOptions & { readonly name: string }) {
		const { name, passphrase, channel, rssi = DEFAULT_RSSI } = options;
		const ssid = checkSsid(options.ssid);
		if (passphrase !== undefined) checkPassphrase(passphrase);
		const channels = channel === undefined ? ALL_CHANNELS : [checkChannel(channel)];
		const address = checkAddress(options.mac, "mac");
		super(around, { name, address, rssi: checkRssi(rssi) }, (now, frame, onAir) => {
			if (frame.kind === "management") this.#onManagement(now, frame, onAir);
			else if (frame.kind === "data") this.#onData(now, frame);
		});
		this.#options = options;
		this.#ssid = ssid;
		this.#pmk = passphrase === undefined ? undefined : masterKey(passphrase, ssid);
		this.#scanner = new Scanner({
			radio: this.radio,
			agenda: around.agenda,
			ssid,
			hasPassphrase: passphrase !== undefined,
			channels,
			onFound: (now, candidate) => this.#authenticate(now, candidate),
			onNothing: (now, why) => this.#fail(now, why),
		});
		this.#wired = options.wired?.plug({
			receive: (now, frame) => this.#fromWire(now, frame),
			next: () => undefined,
			act() {},
		});
		const { joinAt = 0 } = options;
		if (joinAt !== "never") around.agenda.at(joinAt, (now) => this.#join(now));
	}

	get state(): StationState {
		return this.#state;
	}

	/** The access point it has joined; undefined when it has none. */
	get bssid(): MacAddress | undefined {
		return this.#link?.bssid;
	}

	/** Begins to look for its network, if it does not already. */
	join(): void {
		this.fault("join", {}, (now) => this.#join(now));
	}

	/** Leaves its network, and does not come back before it is told. */
	leave(reason: number = Reason.LEAVING): void {
		this.fault("leave", { reason }, (now) => {
			const bssid = this.#network?.bssid;
			if (bssid) this.#send(now, bssid, { type: "deauthentication", reason, elements: [] });
			this.#reset(now, `leaves, reason ${reason}`);
		});
	}

	#join(now: number): void {
		if (this.#state !== "idle") return;
		this.#timer?.cancel();
		this.#state = "scanning";
		this.#scanner.start(now);
	}

	#authenticate(now: number, network: Candidate): void {
		this.#network = network;
		this.radio.tune(now, network.channel);
		this.#enter(now, "authenticating", ANSWER_TIMEOUT);
		const body = { type: "authentication", algorithm: 0, transaction: 1, status: 0, elements: [] } as const;
		this.#send(now, network.bssid, body);
	}

	#associate(now: number): void {
		const { bssid, security } = this.#network!;
		this.#enter(now, "associating", ANSWER_TIMEOUT);
		this.#send(now, bssid, {
			type: "association-request",
			capability: Capability.ESS | (security ? Capability.PRIVACY : 0),
			listenInterval: LISTEN_INTERVAL,
			elements: [
				ssidElement(this.#ssid),
				...rateElements(networkRates("bg")),
				...(security ? [securityElement(elementOf(security.suite))] : []),
			],
		});
	}

	#onAssociated(now: number): void {
		const { bssid, rates, security } = this.#network!;
		const codes = rates.map(({ halfMbps }) => rateCode(halfMbps)).filter((code) => code !== undefined);
		this.#link = new Link(this.radio, bssid, new RateControl(codes.length > 0 ? codes : [DSSS.M1]));
		this.#lastBeacon = now;
		if (!security) {
			this.#connected(now);
			return;
		}
		this.#supplicant = this.#makeSupplicant(this.#link, security);
		this.#enter(now, "handshake", HANDSHAKE_TIMEOUT);
	}

	#makeSupplicant(link: Link, { suite, element }: Required<Candidate>["security"]): Supplicant {
		const eapol = (payload: Uint8Array) => ({ etherType: EtherType.EAPOL, payload });
		return new Supplicant({
			suite,
			pmk: this.#pmk!,
			own: this.address,
			authenticator: link.bssid,
			ownElement: elementBytes(securityElement(elementOf(suite))),
			networkElement: element,
			random: this.around.random.fork(`handshake ${this.#handshakes++}`),
			send: (now, payload) => link.send(now, link.bssid, eapol(payload)),
			onAuthorized: (now) => {
				link.setPairwise(suite.pairwise);
				if (this.#state === "handshake") this.#connected(now);
			},
			onGroupKey: (_, { keyId }) => link.setGroup(suite.group, keyId),
			onReport: (now, text) => this.around.report(now, `${link.bssid}: ${text}`),
		});
	}

	#connected(now: number): void {
		this.#enter(now, "connected", BEACON_TIMEOUT);
		this.around.event(now, { event: "joined", peer: this.#link!.bssid });
	}

	/** Goes on to another state, and not longer than this. */
	#enter(now: number, state: StationState, timeout: number): void {
		this.#state = state;
		this.#timer?.cancel();
		this.#timer = this.around.agenda.at(now + timeout, (then) => this.#timeout(then));
	}

	#timeout(now: number): void {
		const heard = this.#lastBeacon + BEACON_TIMEOUT;
		if (this.#state === "connected" && heard > now) {
			this.#timer = this.around.agenda.at(heard, (then) => this.#timeout(then));
		} else
			this.#fail(now, this.#state === "connected" ? "no beacon any more" : `no answer while ${this.#state}`);
	}

	#fail(now: number, why: string): void {
		this.#reset(now, why);
		if (this.#options.reconnect === false) return;
		this.#timer = this.around.agenda.at(now + RECONNECT_AFTER, (then) => this.#join(then));
	}

	#reset(now: number, detail: string): void {
		const peer = this.#network?.bssid;
		if (this.#state === "connected") this.around.event(now, { event: "left", peer: peer!, detail });
		else if (this.#state === "handshake")
			this.around.event(now, { event: "wrong-passphrase", peer: peer!, detail });
		else if (peer) this.around.event(now, { event: "refused", peer, detail });
		this.#scanner.stop();
		this.#timer?.cancel();
		this.#state = "idle";
		this.#network = undefined;
		this.#link = undefined;
		this.#supplicant = undefined;
	}

	#send(now: number, destination: MacAddress, body: ManagementBody): void {
		this.radio.send(now, {
			frame: { kind: "management", flags: 0, destination, source: this.address, bssid: destination, body },
			rates: [DSSS.M1],
		});
	}

	#onManagement(now: number, frame: ManagementFrame, { channel }: OnAir): void {
		const { body, bssid, destination } = frame;
		if (this.#state === "scanning") this.#scanner.hear(now, frame, channel);
		if (bssid !== this.#network?.bssid) return;
		if (body.type === "beacon") this.#lastBeacon = now;
		if (destination !== this.address && !isGroup(destination)) return;
		if (body.type === "deauthentication" || body.type === "disassociation") {
			this.#fail(now, `${body.type}, reason ${body.reason}`);
		} else if (body.type === "authentication" && this.#state === "authenticating") {
			if (body.status === Status.SUCCESS) this.#associate(now);
			else this.#fail(now, `authentication status ${body.status}`);
		} else if (body.type === "association-response" && this.#state === "associating") {
			if (body.status === Status.SUCCESS) this.#onAssociated(now);
			else this.#fail(now, `association status ${body.status}`);
		}
	}

	#onData(now: number, frame: DataFrame): void {
		const link = this.#link;
		const { flags, address1, address2, address3: source } = frame;
		if (!link || address2 !== link.bssid || (flags & (Flag.TO_DS | Flag.FROM_DS)) !== Flag.FROM_DS) return;
		// The access point repeats to all what was sent to all, its sender included.
		if (source === this.address) return;
		const packet = link.open(frame);
		const problem = (text: string): void => this.around.report(now, `${link.bssid}: ${text}`);
		if (packet instanceof FrameError) problem(packet.message);
		if (!packet || packet instanceof FrameError) return;
		if (packet.etherType === EtherType.EAPOL) this.#supplicant?.receive(now, packet.payload);
		else if (this.#state !== "connected") problem("data before the handshake");
		else if (link.isProtected && !(flags & Flag.PROTECTED)) problem("data that is not protected");
		else {
			const frame = encodeEthernet({ destination: address1, source, packet });
			this.disturbances.pass(now, "heard", (then) => this.#wired?.(then, frame));
		}
	}

	#fromWire(now: number, bytes: Uint8Array): void {
		const frame = decodeEthernet(bytes);
		if (!frame || this.#state !== "connected") return;
		const { destination, source, packet } = frame;
		if (source !== this.address) {
			this.around.report(now, `its host sends as ${source}`);
			return;
		}
		this.disturbances.pass(now, "sent", (then) => this.#link?.send(then, destination, packet));
	}
}
