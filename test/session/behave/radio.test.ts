/** A recording on the air, judged by other releases: the world is put up again around them. */
import { readFileSync } from "node:fs";
import { describeJudgement } from "../../../src/session/behave/describe.js";
import { judge } from "../../../src/session/behave/judge.js";
import { makeMachine } from "../../../src/session/machine.js";
import { formatEndpoint } from "../../../src/world/network/addresses.js";
import { parseScenario } from "../../../src/world/scenario/parse.js";
import { scenarioWorlds } from "../../../src/world/scenario/worlds.js";
import { firmwareTest, IMAGES } from "../../images.js";
import { hash64, MS, makeDigests, open, record } from "../run.js";

firmwareTest(
	[IMAGES["v1.14"], IMAGES["v1.18"]],
	"the heap that v1.14 breaks by closing flooded sockets: itself the same, v1.18 different by that alone",
	(t, { rom, firmware, others }) => {
		const trace = readFileSync("traces/wifi/udp-close.mpk");
		const judged = [firmware, ...others].map((build) =>
			judge(open(trace), { firmware: build, rom, hash64, digests: makeDigests() }),
		);
		t.is(judged[0].verdict, "same", describeJudgement(judged[0]).join("\n"));
		t.is(judged[1].verdict, "different");
		const [first, ...more] = judged[1].differences;
		t.deepEqual(more, [], describeJudgement(judged[1]).join("\n"));
		t.deepEqual(
			first.lines
				?.filter(({ side }) => side !== "both")
				.map(({ side, text }) => [side, / already freed$/.test(text)]),
			[["recorded", true]],
		);
	},
);

/** Somebody who is not there, and ports where nobody is, of a server that is. */
const NOBODY = `name: nobody there
access_points:
  - { ssid: home, channel: 6 }
network:
  servers:
    - { name: there.test, address: 198.51.100.10, echo: 7 }
steps:
  - expect: ">>> "
  - line: "import network, socket; w = network.WLAN(0); w.active(1); w.connect('home')"
  - expect: ">>> "
  - send: "while not w.isconnected(): pass\\r\\r"
  - expect: "... "
  - expect: ">>> "
  - send: "\\x05"
  - expect: "=== "
  - send: "def tcp(host, port):\\r    s = socket.socket(); s.settimeout(3)\\r    try:\\r        s.connect((host, port)); print('open')\\r    except OSError as x:\\r        print('refused', x)\\r    finally:\\r        s.close()\\r"
  - send: "\\x04"
  - expect: ">>> "
  - line: "tcp('198.51.100.10', 8); tcp('198.51.100.10', 7); tcp('198.51.100.77', 80)"
  - expect: ">>> "
  - line: "u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)"
  - expect: ">>> "
  - line: "for a in ('198.51.100.10', '198.51.100.77'): u.sendto(b'anybody?', (a, 9))"
  - line:
  - expect: ">>> "
  - line: "print('end')"
  - expect: "end"
  - expect: ">>> "
`;

firmwareTest(
	IMAGES["v1.23.0"],
	"whom the chip did not find when it was recorded, it does not find again; the build is the same",
	(t, { rom, firmware }) => {
		const machine = makeMachine({ firmware, rom });
		const worlds = scenarioWorlds(parseScenario(NOBODY, "nobody.yaml"), machine.seed);
		const recording = record(machine, worlds, 60_000 * MS);
		t.is(recording.end?.failure, undefined);
		t.is(recording.console.match(/^refused/gm)?.length, 2);
		const judgement = judge(open(recording.bytes), { firmware, rom, hash64, digests: makeDigests() });
		t.is(judgement.verdict, "same", describeJudgement(judgement).join("\n"));
		const nobody = judgement.script.log.conversations.filter(({ refused }) => refused);
		t.deepEqual(
			nobody.map(({ protocol, world }) => `${protocol} ${formatEndpoint(world)}`),
			["tcp 198.51.100.10:8", "tcp 198.51.100.77:80", "udp 198.51.100.10:9", "udp 198.51.100.77:9"],
		);
	},
);
