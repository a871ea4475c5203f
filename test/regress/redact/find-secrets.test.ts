import test from "ava";
import { encode } from "dns-packet";
import { findSecrets } from "../../../src/regress/redact/find-secrets.js";
import { DEFAULT_REDACT_RULES, parseRedactRules } from "../../../src/regress/redact/redact-rules.js";
import { ScenarioError } from "../../../src/world/scenario/errors.js";
import { conversation, inputsOf, typed, world } from "./session.js";

const question = (name: string) => encode({ type: "query", id: 7, questions: [{ type: "A", name }] });
const STATION = {
	name: "phone",
	ssid: "my-network",
	mac: "02:00:00:00:01:01",
	secret: { passphrase: "of-a-station" },
};

test("passphrases, tokens, addresses of makers and names of hosts are found, as what they are", (t) => {
	const inputs = inputsOf(
		[
			world("air/station", STATION),
			...conversation(0, "udp", "10.0.2.2:53", question("broker.example")),
			...conversation(
				1,
				"tcp",
				"198.51.100.10:80",
				"GET / HTTP/1.0\r\nAuthorization: Bearer abc.def\r\n\r\n",
			),
			...typed("w.connect('my-network', 'correct-horse'); c = M('broker.example', token='tok-1234')\r"),
			...typed("print('connect', 'nothing', 'a4:cf:12:01:02:03', '02:00:00:00:00:01')\r"),
		],
		{ mac: "84:f3:eb:01:02:03" },
	);
	t.deepEqual(
		findSecrets(inputs, DEFAULT_REDACT_RULES).secrets.map(({ text, kind }) => `${kind} ${text}`),
		[
			"passphrase of-a-station",
			"MAC address 84:f3:eb:01:02:03",
			"token abc.def",
			"passphrase correct-horse",
			"token tok-1234",
			"MAC address a4:cf:12:01:02:03",
			"host name broker.example",
		],
	);
});

test("a host's name that the firmware has by itself cannot be replaced: it is counted", (t) => {
	const asked = [
		...conversation(0, "udp", "10.0.2.2:53", question("pool.ntp.org")),
		...conversation(1, "tcp", "198.51.100.10:80", "GET / HTTP/1.0\r\nHost: pool.ntp.org\r\n\r\n"),
	];
	t.deepEqual(findSecrets(inputsOf(asked), DEFAULT_REDACT_RULES), { secrets: [], builtIn: 1 });
	t.deepEqual(findSecrets(inputsOf(asked), { ...DEFAULT_REDACT_RULES, find: [] }), {
		secrets: [],
		builtIn: 0,
	});
});

test("rules choose what is looked for, and name patterns", (t) => {
	const rules = parseRedactRules(
		'find: [network-names]\npatterns: ["dev-([0-9]+)", "/KITCHEN/i"]\nsecrets: [me]\npayloads: [{ topic: "a/#" }]\n',
		"r.yaml",
	);
	t.deepEqual(rules.secrets, ["me"]);
	t.deepEqual(rules.payloads, [{ topic: "a/#" }]);
	const inputs = inputsOf(typed("w.connect('my-network', 'secret-word'); n = 'dev-4711 in the Kitchen'\r"));
	t.deepEqual(
		findSecrets(inputs, rules).secrets.map(({ text, kind }) => `${kind} ${text}`),
		["network name my-network", "pattern 4711", "pattern Kitchen"],
	);
});

test("a rule file with a mistake is refused, with its place", (t) => {
	for (const [text, message] of [
		["find: [everything]", /r\.yaml:1:8: find must be of passphrases, tokens/],
		['patterns: ["("]', /Invalid regular expression/],
		["payloads: [{ from: x }]", /no key "from"/],
		["secret: [x]", /rules has no key "secret"/],
	] as const) {
		t.throws(() => parseRedactRules(text, "r.yaml"), { instanceOf: ScenarioError, message });
	}
});
