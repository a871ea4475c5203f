import test from "ava";
import { ScenarioError } from "../../../src/world/scenario/errors.js";
import { parseScenario } from "../../../src/world/scenario/parse.js";
import type { SurroundingsSpec } from "../../../src/world/surroundings/spec.js";

const parse = (text: string): SurroundingsSpec | undefined =>
	parseScenario(`${text}\nsteps: []\n`, "air.yaml").surroundings;

test("a scenario that says nothing of them has no surroundings", (t) => {
	t.is(parse("name: x"), undefined);
});

test("access points, stations and a network, with what is not said filled in", (t) => {
	const spec = parse(`
access_points:
  - { ssid: home, security: wpa2, passphrase: secret-word, rssi: -48, hidden: yes }
  - { ssid: 123, channel: 11, bssid: "02:11:22:33:44:55", network: no, mode: b, wrong_key: time-out, name: x }
stations:
  - { ssid: gadget, join: never }
  - { name: phone, ssid: gadget, passphrase: gadget-gadget, join: 2s, address: 192.168.4.9/24, reconnect: off }
network:
  mode: host
  allow: [example.test, "10.0.0.0/8:80"]
  forward: ["tcp:8080:80"]
`);
	t.deepEqual(spec, {
		accessPoints: [
			{
				ssid: "home",
				bssid: "02:00:00:00:00:01",
				channel: 6,
				security: "wpa2",
				passphrase: "secret-word",
				rssi: -48,
				hidden: true,
			},
			{
				ssid: "123",
				bssid: "02:11:22:33:44:55",
				channel: 11,
				name: "x",
				mode: "b",
				wrongKey: "time-out",
				network: false,
			},
		],
		stations: [
			{ name: "station 1", ssid: "gadget", mac: "02:00:00:00:01:01", joinAt: "never" },
			{
				name: "phone",
				ssid: "gadget",
				mac: "02:00:00:00:01:02",
				passphrase: "gadget-gadget",
				joinAt: 320_000_000,
				reconnect: false,
				address: "192.168.4.9/24",
			},
		],
		network: {
			mode: "host",
			allow: ["example.test", "10.0.0.0/8:80"],
			forward: ["tcp:8080:80"],
			servers: [],
		},
	});
});

test("model servers and what they do at which port", (t) => {
	const spec = parse(`
network:
  servers:
    - name: a.test
      names: [b.test]
      address: 198.51.100.77
      http: { port: 8080, pages: { /: hello, /big: { bytes: 1000, chunked: yes, rate: 50 }, /no: { status: 404, body: gone, headers: { X-A: "1" } } } }
    - { name: c.test, ntp: "1970-01-02T00:00:00Z", echo: 7, discard: 9, mqtt: 1883 }
    - { name: d.test, flood: { port: 1, total: 10 }, udp_flood: { port: 2, count: 3, size: 4, rate: 5 } }
`);
	t.deepEqual(spec?.network.mode, "isolated");
	t.deepEqual(spec?.network.servers, [
		{
			names: ["a.test", "b.test"],
			address: "198.51.100.77",
			services: [
				{
					port: 8080,
					service: {
						kind: "http",
						pages: {
							"/": { body: "hello" },
							"/big": { body: { bytes: 1000 }, chunked: true, rate: 50 },
							"/no": { body: "gone", status: 404, headers: { "X-A": "1" } },
						},
					},
				},
			],
		},
		{
			names: ["c.test"],
			services: [
				{ port: 123, service: { kind: "ntp", time: 86400 } },
				{ port: 7, service: { kind: "echo" } },
				{ port: 9, service: { kind: "discard" } },
				{ port: 1883, service: { kind: "mqtt" } },
			],
		},
		{
			names: ["d.test"],
			services: [
				{ port: 1, service: { kind: "flood", total: 10 } },
				{ port: 2, service: { kind: "udp-flood", count: 3, size: 4, rate: 5 } },
			],
		},
	]);
});

test("steps that act on them", (t) => {
	const { steps } = parseScenario(
		`network:
steps:
  - air: { home: vanish, phone: { rssi: -80 } }
  - air: { home: { channel: 3 } }
  - air: { home: { lose: 0.5, lose_next: 2 } }
  - air: { home: { delay_us: [1, 2], duplicate: 0.1, reorder: 0.2 } }
  - fetch: /index
  - fetch: { path: /x, port: 8080, method: POST, body: data, from: phone }
    timeout: 5s
  - datagrams: { port: 5, count: 2, size: 3, rate: 4 }
`.replace("network:\n", "network: {}\n"),
		"air.yaml",
	);
	t.like(steps[0], {
		kind: "air",
		deeds: [
			{ node: "home", deed: { kind: "vanish" } },
			{ node: "phone", deed: { kind: "rssi", rssi: -80 } },
		],
	});
	t.like(steps[1], { deeds: [{ node: "home", deed: { kind: "channel", channel: 3 } }] });
	t.like(steps[2], { deeds: [{ node: "home", deed: { kind: "lose", probability: 0.5, next: 2 } }] });
	t.like(steps[3], { deeds: [{ deed: { kind: "disturb", delayUs: [1, 2], duplicate: 0.1, reorder: 0.2 } }] });
	t.like(steps[4], { kind: "fetch", request: { path: "/index", port: 80 }, timeoutTicks: 4_800_000_000 });
	t.like(steps[5], {
		request: { path: "/x", port: 8080, method: "POST", body: "data", from: "phone" },
		timeoutTicks: 800_000_000,
	});
	t.like(steps[6], { kind: "datagrams", request: { port: 5, count: 2, size: 3, rate: 4 } });
});

const MISTAKES: Readonly<Record<string, readonly [text: string, message: RegExp]>> = {
	"an access point without a name": [
		"access_points: [{ channel: 1 }]",
		/air\.yaml:1:17: an access point must have an ssid/,
	],
	"an unknown security": [
		"access_points: [{ ssid: x, security: wep }]",
		/security must be open, wpa, wpa2 or wpa-wpa2/,
	],
	"an unknown key": ["access_points: [{ ssid: x, chanel: 1 }]", /an access point has no key "chanel"/],
	"neither yes nor no": ["access_points: [{ ssid: x, hidden: maybe }]", /hidden must be yes or no/],
	"a station without a network": ["stations: [{ name: x }]", /a station must have the ssid/],
	"an unknown mode": ["network: { mode: open }", /mode must be none, isolated or host/],
	"a server without a name": ["network: { servers: [{ echo: 7 }] }", /a server must have a name/],
	"a server that does nothing": ["network: { servers: [{ name: x }] }", /a server must do something: http/],
	"a port that is none": [
		"network: { servers: [{ name: x, echo: 70000 }] }",
		/a port must be from 1 to 65535/,
	],
	"no pages": ["network: { servers: [{ name: x, http: {} }] }", /http must have pages/],
	"a page too large": [
		"network: { servers: [{ name: x, http: { pages: { /: { bytes: 1e9 } } } }] }",
		/a page may have/,
	],
	"no time": ["network: { servers: [{ name: x, ntp: noon }] }", /ntp must be a time in UTC/],
	"a negative count": [
		"network: { servers: [{ name: x, flood: { port: 1, total: -1 } }] }",
		/total must be a whole number/,
	],
	"no rate": [
		"network: { servers: [{ name: x, udp_flood: { port: 1, count: 1, size: 1, rate: 0 } }] }",
		/rate must be more than 0/,
	],
};

for (const [name, [text, message]] of Object.entries(MISTAKES)) {
	test(`mistake: ${name}`, (t) => {
		t.throws(() => parse(text), { instanceOf: ScenarioError, message });
	});
}

const WRONG_STEPS: Readonly<Record<string, RegExp>> = {
	"air: {}": /air must name a node/,
	"air: { home: explode }": /what is done must be vanish, return/,
	"air: { home: { lose: 2 } }": /lose must be from 0 to 1/,
	"air: { home: { delay_us: [2, 1] } }": /delay_us must be the least and the most/,
	"fetch: { port: 1 }": /fetch must have a path/,
	"datagrams: { port: 1 }": /datagrams must have a count/,
	"datagrams: { port: 1, count: 1, size: 1, rate: 0 }": /rate must be more than 0/,
};

for (const [step, message] of Object.entries(WRONG_STEPS)) {
	test(`wrong step: ${step}`, (t) => {
		t.throws(() => parseScenario(`steps:\n  - ${step}\n`, "x.yaml"), { instanceOf: ScenarioError, message });
	});
}
