/** Espressif's own Wi-Fi code, as MicroPython has it, on the virtual air. */
import type { Air } from "../../../src/world/air/air.js";
import { firmwareTest, IMAGES } from "../../images.js";
import { CHIP, lines, play, reproduces, STATION } from "./guest.js";

const SECOND = 160_000_000;
const OPEN = "02:00:00:00:00:01";
const WPA2 = "02:00:00:00:00:02";
const MIXED = "02:00:00:00:00:04";
const passphrase = "correct horse";

function fiveNetworks(air: Air): undefined {
	air.addAccessPoint({ ssid: "open", bssid: OPEN, channel: 1, rssi: -40 });
	air.addAccessPoint({ ssid: "wpa2", bssid: WPA2, channel: 6, rssi: -55, security: "wpa2", passphrase });
	air.addAccessPoint({
		ssid: "wpa",
		bssid: "02:00:00:00:00:03",
		channel: 6,
		rssi: -60,
		security: "wpa",
		passphrase,
	});
	air.addAccessPoint({
		ssid: "mixed",
		bssid: MIXED,
		channel: 11,
		rssi: -70,
		security: "wpa-wpa2",
		passphrase,
	});
	air.addAccessPoint({ ssid: "shy", bssid: "02:00:00:00:00:05", channel: 13, rssi: -80, hidden: true });
}

/** What scan() says of them; up to v1.16 the port leaves hidden ones out. */
const SCANNED = [
	String.raw`(b'open', b'\x02\x00\x00\x00\x00\x01', 1, -40, 0, 0)`,
	String.raw`(b'wpa2', b'\x02\x00\x00\x00\x00\x02', 6, -55, 3, 0)`,
	String.raw`(b'wpa', b'\x02\x00\x00\x00\x00\x03', 6, -60, 2, 0)`,
	String.raw`(b'mixed', b'\x02\x00\x00\x00\x00\x04', 11, -70, 4, 0)`,
	String.raw`(b'', b'\x02\x00\x00\x00\x00\x05', 13, -80, 0, 1)`,
];

for (const version of ["v1.14", "v1.18", "v1.23.0", "v1.26.0"] as const) {
	firmwareTest(
		IMAGES[version],
		`${version}: scans, misses, is refused, joins WPA2, WPA and open`,
		(t, images) => {
			const { console, events, reports, trace } = play(
				t,
				images,
				fiveNetworks,
				lines(
					...STATION,
					"print(*sorted(w.scan(), key=lambda n: -n[3]), sep='\\n')",
					"w.connect('nowhere', 'whatever1'); u(3)",
					"w.connect('wpa2', 'wrong horse'); u(2)",
					"w.connect('wpa2', 'correct horse'); u(5)",
					"w.disconnect(); w.connect('wpa', 'correct horse'); u(5)",
					"w.disconnect(); w.connect('open'); u(5)",
				),
			);
			const listed = console.split("\r\n").filter((line) => line.startsWith("(b'"));
			t.deepEqual(listed, version === "v1.14" ? SCANNED.slice(0, -1) : SCANNED);
			const story = events.filter((event) => !event.includes("left"));
			t.deepEqual(
				[...new Set(story)],
				[
					`wpa2: wrong-passphrase ${CHIP}`,
					`wpa2: joined ${CHIP}`,
					`wpa: joined ${CHIP}`,
					`open: joined ${CHIP}`,
				],
			);
			// After a refusal all SDKs begin anew with the second message, which access points refuse, and try again.
			const mistakes = reports.map(({ node, text }) => `${node}: ${text}`);
			t.deepEqual(mistakes, [`wpa2: ${CHIP}: authentication 0, transaction 2`]);
			if (version === "v1.18") reproduces(t, images, trace);
		},
	);
}

firmwareTest(
	IMAGES["v1.18"],
	"an access point vanishes and returns, sends away, changes its channel",
	(t, images) => {
		const surround = (air: Air) => {
			const ap = air.addAccessPoint({ ssid: "home", bssid: WPA2, channel: 6, security: "wpa2", passphrase });
			const plan = [
				{ at: 10, act: () => ap.vanish() },
				{ at: 24, act: () => ap.return() },
				{ at: 36, act: () => ap.deauthenticate() },
				{ at: 46, act: () => ap.switchChannel(11) },
			];
			return {
				next: () => (plan.length > 0 ? plan[0].at * SECOND : undefined),
				act: () => {
					plan.shift()?.act();
					return [];
				},
				onConsole() {},
			};
		};
		const scenario = `${lines(...STATION, "w.connect('home', 'correct horse'); u(5)", "u(1)", "u(5)")}  - wait: 40s\n`;
		const { events } = play(t, images, surround, scenario);
		const joined = events.filter((event) => event === `home: joined ${CHIP}`);
		t.is(joined.length, 4, events.join(", "));
	},
);

firmwareTest(IMAGES["v1.14"], "a station joins the chip's soft-AP, with WPA2 and open", (t, images) => {
	const SOFT_AP = "5e:cf:7f:00:00:01";
	const { console, events, reports } = play(
		t,
		images,
		(air) => {
			air.addStation({ name: "one", mac: "02:00:00:00:01:01", ssid: "chip's", passphrase });
			air.addStation({ name: "two", mac: "02:00:00:00:01:02", ssid: "chip's own" });
			return undefined;
		},
		`${lines(
			"import network, time; a = network.WLAN(1); a.active(True)",
			"a.config(essid=\"chip's\", authmode=3, password='correct horse', channel=5)",
			"time.sleep(6); print(a.isconnected())",
			'a.config(essid="chip\'s own", authmode=0)',
			"time.sleep(6); print(a.isconnected())",
		)}`,
	);
	t.is(console.match(/^True\r$/gm)?.length, 2);
	t.true(events.includes(`one: joined ${SOFT_AP}`));
	t.true(events.includes(`two: joined ${SOFT_AP}`));
	t.deepEqual(reports, []);
});

firmwareTest(IMAGES["v1.23.0"], "ESP-NOW between the chip and a peer", (t, images) => {
	const heard: string[] = [];
	const { console } = play(
		t,
		images,
		(air) => {
			const peer = air.addPeer({
				name: "peer",
				mac: "02:00:00:00:03:01",
				channel: 1,
				onMessage: ({ from, toAll, data }) => {
					heard.push(`${from} ${toAll} ${Buffer.from(data)}`);
					peer.send(Buffer.from("an answer"), from);
					peer.send(Buffer.from("to all"));
				},
			});
			return undefined;
		},
		lines(
			"import network, espnow; network.WLAN(1).active(False); w = network.WLAN(0); w.active(True)",
			"e = espnow.ESPNow(); e.active(True)",
			"p = b'\\x02\\0\\0\\0\\x03\\x01'; e.add_peer(p); print('sent', e.send(p, 'hello'))",
			"print(e.recv(1000)); print(e.recv(1000))",
		),
	);
	t.deepEqual(heard, [`${CHIP} false hello`]);
	t.regex(console, /sent True/);
	t.regex(console, /b'an answer'\]\r\n.*b'to all'\]/);
});
