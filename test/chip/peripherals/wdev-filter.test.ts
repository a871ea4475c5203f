import test from "ava";
import {
	AP,
	BROADCAST,
	dataFrame,
	INT_CLR,
	INT_RAW,
	OTHER,
	OWN_ADDRESS,
	RX_DONE,
	WdevBench,
} from "./wdev-bench.js";

const BSSID = 0x3ff20c28;
const BSSID_MASK = 0x3ff20c38;
const OWN = 0x3ff20c48;
const OWN_MASK = 0x3ff20c58;
const RX_POLICY = 0x3ff2006c;
/** Registers of the access point's interface stand this far behind the station's. */
const AP_INTERFACE = 8;
const SOFT_AP = [0x5e, 0xcf, 0x7f, 0x12, 0x34, 0x56];

const mgmt = (
	control: number,
	to: readonly number[],
	from: readonly number[],
	bssid: readonly number[],
): number[] => [control, 0, 0, 0, ...to, ...from, ...bssid, 0, 0, 1, 2];

/** RxControl's match bits when the frame is handed over; undefined when it is not. */
function judge(b: WdevBench, frame: readonly number[]): number | undefined {
	b.ring(6);
	b.hear(frame);
	const heard = (b.read(INT_RAW) & RX_DONE) !== 0;
	b.write(INT_CLR, RX_DONE);
	return heard ? b.received(0).rx >>> 28 : undefined;
}

function withSoftAp(): WdevBench {
	const b = new WdevBench();
	b.address(OWN + AP_INTERFACE, SOFT_AP);
	b.address(BSSID + AP_INTERFACE, SOFT_AP);
	for (const mask of [OWN_MASK, BSSID_MASK]) {
		b.write(mask + AP_INTERFACE, 0xffffffff);
		b.write(mask + AP_INTERFACE + 4, 0x1ffff);
	}
	return b;
}

test("a joined station hears its own frames, and its access point's broadcasts", (t) => {
	const b = new WdevBench();
	t.is(judge(b, dataFrame(OWN_ADDRESS)), 0b0101);
	t.is(judge(b, dataFrame(BROADCAST)), 0b0101);
	t.is(judge(b, dataFrame(OTHER)), undefined);
	t.is(judge(b, mgmt(0x80, BROADCAST, AP, AP)), 0b0101);
	t.is(judge(b, mgmt(0x80, BROADCAST, OTHER, OTHER)), undefined, "another network's beacon");
	t.is(judge(b, mgmt(0x50, OWN_ADDRESS, OTHER, OTHER)), 0b0001, "another network's answer to this station");
	t.is(judge(b, mgmt(0x40, BROADCAST, OTHER, BROADCAST)), 0b0101, "a probe for any network");
});

test("while the BSSID filter is off, as in a scan, every network's beacons are heard", (t) => {
	const b = new WdevBench();
	b.write(BSSID_MASK + 4, 0xffff);
	t.is(judge(b, mgmt(0x80, BROADCAST, OTHER, OTHER)), 0b0101);
	t.is(judge(b, dataFrame(OTHER)), undefined);
});

test("a station whose BSSID is broadcast hears every network, as in a scan", (t) => {
	const b = new WdevBench();
	b.address(BSSID, BROADCAST);
	t.is(judge(b, mgmt(0x80, BROADCAST, OTHER, OTHER)), 0b0101);
	t.is(judge(b, mgmt(0x50, OWN_ADDRESS, OTHER, OTHER)), 0b0101);
	t.is(judge(b, dataFrame(OTHER)), undefined);
});

test("an interface that is off matches nothing", (t) => {
	const b = new WdevBench();
	b.write(OWN_MASK + 4, 0xffff);
	t.is(judge(b, dataFrame(OWN_ADDRESS)), undefined);
	t.is(judge(b, mgmt(0x80, BROADCAST, AP, AP)), undefined);
	t.is(b.out.frames.length, 0, "and acknowledges nothing");
});

test("station and access point each have their bits", (t) => {
	const b = withSoftAp();
	t.is(judge(b, dataFrame(OWN_ADDRESS)), 0b0101);
	const toAp = [0x08, 0x01, 0, 0, ...SOFT_AP, ...OTHER, ...BROADCAST, 0, 0, 1];
	t.is(judge(b, toAp), 0b1010);
	t.is(judge(b, mgmt(0xb0, SOFT_AP, OTHER, SOFT_AP)), 0b1010);
	t.is(judge(b, mgmt(0x40, BROADCAST, OTHER, BROADCAST)), 0b1111);
	t.is(judge(b, [0x08, 0x01, 0, 0, ...OTHER, ...AP, ...SOFT_AP, 0, 0, 1]), undefined);
});

test("control frames are the MAC's own business, but for PS-Poll", (t) => {
	const b = withSoftAp();
	t.is(judge(b, [0xa4, 0, 1, 0xc0, ...SOFT_AP, ...OTHER]), 0b1010);
	t.deepEqual([...b.out.frames.at(-1)!.bytes], [0xd4, 0, 0, 0, ...OTHER]);
	for (const control of [0xb4, 0xc4, 0xd4]) {
		t.is(judge(b, [control, 0, 0, 0, ...SOFT_AP, ...OTHER]), undefined);
	}
	t.is(b.out.frames.length, 1);
});

test("promiscuous: everything is heard, nothing matches, and only what is its own is acknowledged", (t) => {
	const b = new WdevBench();
	b.write(RX_POLICY, 0x710);
	b.write(OWN_MASK, 0);
	b.write(OWN_MASK + 4, 1 << 16);
	t.is(judge(b, dataFrame(OTHER)), 0);
	t.is(b.out.frames.length, 0);
	t.is(judge(b, mgmt(0x80, BROADCAST, OTHER, OTHER)), 0);
	t.is(judge(b, dataFrame(OWN_ADDRESS)), 0);
	t.is(b.out.frames.length, 1);
});

test("what is too short or of no known version is dropped", (t) => {
	const b = new WdevBench();
	for (let length = 0; length < 24; length++)
		t.is(judge(b, dataFrame(OWN_ADDRESS).slice(0, length)), undefined);
	t.is(judge(b, [0x09, ...dataFrame(OWN_ADDRESS).slice(1)]), undefined);
	t.is(judge(b, [0x0c, ...dataFrame(OWN_ADDRESS).slice(1)]), undefined);
	t.not(judge(b, dataFrame(OWN_ADDRESS, [])), undefined);
});
