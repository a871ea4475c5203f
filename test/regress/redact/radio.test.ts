/** A session with a passphrase, a token in a request and the same in a file: redacted, it is the same run. */

import { redact } from "../../../src/regress/redact/redact.js";
import { DEFAULT_REDACT_RULES } from "../../../src/regress/redact/redact-rules.js";
import { InMemory } from "../../../src/session/in-memory.js";
import { prepareMachine } from "../../../src/session/prepare.js";
import { masterKey } from "../../../src/world/air/wpa/keys.js";
import { parseScenario } from "../../../src/world/scenario/parse.js";
import { scenarioWorlds } from "../../../src/world/scenario/worlds.js";
import { firmwareTest, IMAGES } from "../../images.js";

const SCENARIO = String.raw`
access_points: [{ ssid: home, channel: 6, security: wpa2, passphrase: correct-horse }]
network:
  servers: [{ name: example.test, http: { pages: { /: "{\"temp\": 21.57}\n" } } }]
steps:
  - expect: ">>> "
  - line: "import network, time, socket; w = network.WLAN(0); w.active(1); w.connect('home', 'correct-horse')"
  - expect: ">>> "
  - send: "while not w.isconnected(): time.sleep_ms(50)\r\r"
  - expect: "... "
  - expect: ">>> "
  - line: "token = 'tok-9f8e7d6c'; f = open('token.txt', 'w'); f.write(token); f.close()"
  - expect: "\n>>> "
  - line: "s = socket.socket(); s.connect(socket.getaddrinfo('example.test', 80)[0][-1])"
  - expect: ">>> "
  - line: "s.send(b'GET / HTTP/1.0\\r\\nAuthorization: Bearer ' + open('token.txt').read() + '\\r\\n\\r\\n'); print(s.read()[-8:]); s.close()"
  - expect: "21.57}"
  - expect: ">>> "
end: 2s
`;

firmwareTest(
	IMAGES["v1.23.0"],
	"nothing of the secrets is left in any form, and the run is the same",
	async (t, images) => {
		const session = await InMemory.load();
		const scenario = parseScenario(SCENARIO, "redact.yaml");
		const machine = prepareMachine({ image: images.firmware, scenario });
		const recorded = session.record(machine, scenarioWorlds(scenario, machine.seed));
		t.is(recorded.end?.failure, undefined);
		const { trace, left, same, evidence, replaced, unjudged } = await redact(
			session.open(recorded.bytes),
			images.firmware,
			images.rom,
			{ ...DEFAULT_REDACT_RULES, payloads: [{ place: ":80" }] },
		);
		t.is(left, 0);
		t.true(same, evidence?.join("\n"));
		t.deepEqual(
			replaced.map(({ kind }) => kind),
			["passphrase", "token", "host name", "payload"],
		);
		t.true(replaced.every(({ found }) => found > 0));
		t.deepEqual(unjudged, []);
		t.true(session.replay(trace, machine).reproduced);
		const { chunks } = session.open(trace).readAll();
		const everything = Buffer.from(
			JSON.stringify(chunks, (_, value: unknown) => {
				if (value instanceof Uint8Array) return Buffer.from(value).toString("latin1");
				return typeof value === "bigint" ? String(value) : value;
			}),
			"latin1",
		);
		const typed = Buffer.from(
			chunks.flatMap(({ events }) =>
				events.flatMap(({ event }) => (event.kind === "uart" ? [event.byte] : [])),
			),
		);
		const said = Buffer.from(chunks.flatMap(({ outputs }) => outputs.uart[0].map(({ byte }) => byte)));
		const key = Buffer.from(masterKey("correct-horse", Buffer.from("home")));
		const hidden = ["correct-horse", "tok-9f8e7d6c", "example.test", "21.57"].map((text) =>
			Buffer.from(text),
		);
		for (const secret of [...hidden, key]) {
			for (const form of [
				secret.toString("latin1"),
				secret.toString("hex"),
				secret.toString("base64").slice(0, -4),
			]) {
				for (const place of [everything, typed, said]) t.false(place.includes(form, 0, "latin1"), form);
			}
		}
	},
);
