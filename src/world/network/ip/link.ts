/** A host's Ethernet interface: ARP, and packets on their way to a neighbour. Source: RFC 826, RFC 1122 section 2.3. */
import { TICKS_PER_SECOND } from "../../../chip/time.js";
import type { Agenda, Timer } from "../../agenda.js";
import type { EthernetPort } from "../../ethernet.js";
import { BROADCAST_MAC, type Ipv4Address, isMulticastMac, isUnicast, type MacAddress } from "../addresses.js";
import { ARP_REPLY, ARP_REQUEST, decodeArp, encodeArp } from "../codec/arp.js";
import { decodeEthernet, ETHERTYPE_ARP, ETHERTYPE_IPV4, encodeEthernet } from "../codec/ethernet.js";

/** How long an answer is believed. */
const LIFETIME = 300 * TICKS_PER_SECOND;
const MAX_NEIGHBOURS = 256;
/** Questions asked, a second apart, before a neighbour is taken for absent. */
const MAX_QUESTIONS = 3;
/** Packets that wait for one neighbour; the oldest is lost. */
const MAX_WAITING = 64;

interface Neighbour {
	readonly mac: MacAddress;
	readonly until: number;
}

interface Question {
	readonly packets: Uint8Array[];
	readonly timer: Timer;
	asked: number;
}

export interface LinkConfig {
	readonly agenda: Agenda;
	readonly mac: MacAddress;
	readonly port: EthernetPort;
	/** This host's address now; 0 while it has none. */
	readonly address: () => Ipv4Address;
	/** Whether ARP is answered for an address. */
	readonly answersFor: (address: Ipv4Address) => boolean;
	/** An IPv4 packet came; `broadcast` when not for this interface alone. */
	readonly deliver: (packet: Uint8Array, broadcast: boolean) => void;
	/** Nobody has this address. */
	readonly absent: (packet: Uint8Array) => void;
}

export class Link {
	readonly #config: LinkConfig;
	readonly #neighbours = new Map<Ipv4Address, Neighbour>();
	readonly #questions = new Map<Ipv4Address, Question>();

	constructor(config: LinkConfig) {
		this.#config = config;
	}

	receive(frame: Uint8Array): void {
		const { mac, deliver } = this.#config;
		const ethernet = decodeEthernet(frame);
		if (!ethernet) return;
		const broadcast = isMulticastMac(ethernet.destination);
		if (!broadcast && ethernet.destination !== mac) return;
		if (ethernet.type === ETHERTYPE_IPV4) deliver(ethernet.payload, broadcast);
		else if (ethernet.type === ETHERTYPE_ARP) this.#receiveArp(ethernet.payload);
	}

	/** Sends an IPv4 packet to a neighbour, as soon as it is known where that is. */
	send(nextHop: Ipv4Address, packet: Uint8Array): void {
		const known = this.#neighbours.get(nextHop);
		if (known && known.until > this.#config.agenda.now) this.sendTo(known.mac, packet);
		else this.#ask(nextHop, packet);
	}

	sendTo(destination: MacAddress, packet: Uint8Array): void {
		this.#frame(destination, ETHERTYPE_IPV4, packet);
	}

	/** Tells everybody this host's address. */
	announce(): void {
		const address = this.#config.address();
		this.#arp(BROADCAST_MAC, ARP_REQUEST, 0, address);
	}

	#receiveArp(bytes: Uint8Array): void {
		const { answersFor } = this.#config;
		const arp = decodeArp(bytes);
		if (!arp || isMulticastMac(arp.senderMac)) return;
		const { sender, senderMac, target, operation } = arp;
		const forUs = answersFor(target);
		if (isUnicast(sender) && !answersFor(sender) && (forUs || this.#awaits(sender))) {
			this.#learn(sender, senderMac);
		}
		if (forUs && operation === ARP_REQUEST) this.#arp(senderMac, ARP_REPLY, senderMac, sender, target);
	}

	#awaits(address: Ipv4Address): boolean {
		return this.#neighbours.has(address) || this.#questions.has(address);
	}

	#learn(address: Ipv4Address, mac: MacAddress): void {
		this.#neighbours.delete(address);
		this.#neighbours.set(address, { mac, until: this.#config.agenda.now + LIFETIME });
		if (this.#neighbours.size > MAX_NEIGHBOURS) {
			this.#neighbours.delete(this.#neighbours.keys().next().value!);
		}
		const question = this.#questions.get(address);
		if (!question) return;
		question.timer.cancel();
		this.#questions.delete(address);
		for (const packet of question.packets) this.sendTo(mac, packet);
	}

	#ask(address: Ipv4Address, packet: Uint8Array): void {
		let question = this.#questions.get(address);
		if (!question) {
			if (this.#questions.size >= MAX_NEIGHBOURS) return;
			question = { packets: [], timer: this.#config.agenda.timer(() => this.#question(address)), asked: 0 };
			this.#questions.set(address, question);
			this.#question(address);
		}
		question.packets.push(packet);
		if (question.packets.length > MAX_WAITING) question.packets.shift();
	}

	#question(address: Ipv4Address): void {
		const question = this.#questions.get(address)!;
		if (question.asked++ < MAX_QUESTIONS) {
			this.#arp(BROADCAST_MAC, ARP_REQUEST, 0, address);
			question.timer.after(TICKS_PER_SECOND);
			return;
		}
		this.#questions.delete(address);
		for (const packet of question.packets) this.#config.absent(packet);
	}

	#arp(
		to: MacAddress,
		operation: number,
		targetMac: MacAddress,
		target: Ipv4Address,
		sender = this.#config.address(),
	): void {
		const { mac } = this.#config;
		this.#frame(to, ETHERTYPE_ARP, encodeArp({ operation, senderMac: mac, sender, targetMac, target }));
	}

	#frame(destination: MacAddress, type: number, payload: Uint8Array): void {
		const { mac, port, agenda } = this.#config;
		port(agenda.now, encodeEthernet({ destination, source: mac, type, payload }));
	}
}
