/** Addresses by DHCP: a client of ours and messages written by hand. */
import test from "ava";
import { TICKS_PER_SECOND } from "../../../src/chip/time.js";
import { formatIpv4, parseIpv4 } from "../../../src/world/network/addresses.js";
import {
	addressOption,
	BOOT_REQUEST,
	DHCP,
	type DhcpMessage,
	decodeDhcp,
	encodeDhcp,
	OPTION,
	option32,
} from "../../../src/world/network/codec/dhcp.js";
import type { IpHost } from "../../../src/world/network/ip/ip-host.js";
import { Lab } from "./lab.js";

const BROADCAST = { address: 0xffff_ffff, port: 67 };
const UNSET = { address: 0, port: 68 };

interface Asked {
	readonly type: number;
	readonly mac?: number;
	readonly ciaddr?: number;
	readonly broadcast?: boolean;
	readonly requested?: string;
	readonly server?: string;
}

/** Sends one message from a host without an address; what came back, if anything did. */
function ask(lab: Lab, host: IpHost, { type, requested, server, ...fields }: Asked): DhcpMessage | undefined {
	const options = new Map<number, Uint8Array>([[OPTION.MESSAGE_TYPE, Uint8Array.of(type)]]);
	if (requested !== undefined) options.set(OPTION.REQUESTED_ADDRESS, option32(parseIpv4(requested)!));
	if (server !== undefined) options.set(OPTION.SERVER_IDENTIFIER, option32(parseIpv4(server)!));
	const message = {
		op: BOOT_REQUEST,
		xid: 99,
		broadcast: fields.broadcast ?? false,
		ciaddr: fields.ciaddr ?? 0,
		yiaddr: 0,
		siaddr: 0,
		chaddr: fields.mac ?? host.mac,
		options,
	};
	let answer: DhcpMessage | undefined;
	host.udp.unbind(68);
	host.udp.bind(68, ({ payload }) => {
		answer = decodeDhcp(payload);
	});
	host.udp.send(UNSET, BROADCAST, encodeDhcp(message));
	lab.run(TICKS_PER_SECOND / 10);
	return answer;
}

const typeOf = (message: DhcpMessage | undefined) => message?.options.get(OPTION.MESSAGE_TYPE)?.[0];
const given = (message: DhcpMessage | undefined) => message && formatIpv4(message.yiaddr);

function bare(mac: number): { lab: Lab; host: IpHost } {
	const lab = new Lab();
	return { lab, host: lab.network.host({ mac, observed: false }).host };
}

test("discover, offer, request, acknowledge: with what a station needs to know", (t) => {
	const { lab, host } = bare(0x02_00_00_00_00_33);
	const offer = ask(lab, host, { type: DHCP.DISCOVER });
	t.is(typeOf(offer), DHCP.OFFER);
	t.is(given(offer), "10.0.2.15");
	t.is(offer!.xid, 99);
	t.is(lab.network.gateway!.dhcp.latest, undefined, "only offered");
	const ack = ask(lab, host, { type: DHCP.REQUEST, requested: "10.0.2.15", server: "10.0.2.2" })!;
	t.is(typeOf(ack), DHCP.ACK);
	const told = [OPTION.SUBNET_MASK, OPTION.ROUTER, OPTION.DNS_SERVER, OPTION.SERVER_IDENTIFIER];
	t.deepEqual(
		told.map((code) => formatIpv4(addressOption(ack, code)!)),
		["255.255.255.0", "10.0.2.2", "10.0.2.2", "10.0.2.2"],
	);
	t.is(addressOption(ack, OPTION.LEASE_TIME), 86400);
	t.is(lab.network.gateway!.dhcp.latest, parseIpv4("10.0.2.15"));
});

test("an address that is wished for is given when it is free, refused when it is not", (t) => {
	const { lab, host } = bare(1);
	t.is(
		given(ask(lab, host, { type: DHCP.DISCOVER, mac: 5, requested: "10.0.2.77", broadcast: true })),
		"10.0.2.77",
	);
	t.is(given(ask(lab, host, { type: DHCP.DISCOVER, requested: "10.0.2.77", broadcast: true })), "10.0.2.15");
	t.is(typeOf(ask(lab, host, { type: DHCP.REQUEST, requested: "10.0.2.77" })), DHCP.NAK);
	t.is(typeOf(ask(lab, host, { type: DHCP.REQUEST, requested: "192.168.4.9" })), DHCP.NAK, "another network");
	t.is(typeOf(ask(lab, host, { type: DHCP.REQUEST, requested: "10.0.2.15", server: "10.0.2.9" })), undefined);
	for (const wrong of ["10.0.2.2", "10.0.2.255", "10.0.3.1"]) {
		t.is(
			given(ask(lab, host, { type: DHCP.DISCOVER, mac: 9, requested: wrong, broadcast: true })),
			"10.0.2.16",
			wrong,
		);
	}
});

test("the same station gets the same address; one given back is free, one declined is not given again", (t) => {
	const { lab, host } = bare(1);
	const get = (mac: number) => {
		const address = given(ask(lab, host, { type: DHCP.DISCOVER, mac, broadcast: true }))!;
		ask(lab, host, { type: DHCP.REQUEST, mac, requested: address, broadcast: true });
		return address;
	};
	t.deepEqual([get(1), get(3), get(1)], ["10.0.2.15", "10.0.2.16", "10.0.2.15"]);
	ask(lab, host, { type: DHCP.RELEASE, mac: 1 });
	t.is(get(5), "10.0.2.15");
	ask(lab, host, { type: DHCP.DECLINE, mac: 5, requested: "10.0.2.15" });
	t.is(get(5), "10.0.2.17");
});

test("more stations than addresses: what was only offered goes to the next, what is used stays", (t) => {
	const { lab, host } = bare(1);
	const offer = (mac: number) => given(ask(lab, host, { type: DHCP.DISCOVER, mac, broadcast: true }));
	const addresses = Array.from({ length: 240 }, (_, i) => offer(0x0200_0000_0000 + i));
	t.is(new Set(addresses).size, 240);
	t.is(addresses.at(-1), "10.0.2.254");
	ask(lab, host, { type: DHCP.REQUEST, mac: 0x0200_0000_0000, requested: "10.0.2.15", broadcast: true });
	t.is(offer(7), "10.0.2.16");
});

test("a client renews at half its lease, and begins anew when the network has changed", (t) => {
	const lab = new Lab();
	const { host, dhcp } = lab.network.host({ mac: 0x02_00_00_00_00_44, observed: false });
	dhcp.start();
	lab.run(10 * TICKS_PER_SECOND);
	t.is(formatIpv4(host.address), "10.0.2.15");
	const server = lab.network.gateway!.dhcp;
	const first = server.leaseOf(host.mac)!.until;
	lab.run(43_200 * TICKS_PER_SECOND);
	const renewed = server.leaseOf(host.mac)!.until;
	t.is(Math.round((renewed - first) / TICKS_PER_SECOND), 43_200);
	t.is(formatIpv4(host.address), "10.0.2.15");
	dhcp.stop();
	t.is(host.address, 0);
	lab.run(100_000 * TICKS_PER_SECOND);
	t.is(host.address, 0, "nothing is asked for");
});

test("a client keeps asking while nobody answers", (t) => {
	const asked: number[] = [];
	const lab = new Lab({ mode: "none", tap: (tick) => asked.push(Math.round(tick / TICKS_PER_SECOND)) });
	const { host, dhcp } = lab.network.host({ mac: 0x02_00_00_00_00_44 });
	dhcp.start();
	lab.run(200 * TICKS_PER_SECOND);
	t.deepEqual(asked, [0, 4, 12, 28, 60, 124, 188]);
	t.is(host.address, 0);
});
