/**
 * How fast a Python program moves bytes over one TCP connection, in guest time: three seconds each way. First a server
 * behind the access point answers at once, then after a round trip of 2 ms, such as pings of real chips show.
 *
 *     node dist/tools/soak/throughput.js [--version V...]
 */
import { NEVER } from "../../src/chip/time.js";
import { findFirmware } from "../../src/firmware/reference.js";
import { loadDigests } from "../../src/session/digest.js";
import { prepareMachine } from "../../src/session/prepare.js";
import { Recorder } from "../../src/session/recorder.js";
import { loadHash64 } from "../../src/trace/hash64.js";
import { MemorySink } from "../../src/trace/sink.js";
import { parseScenario } from "../../src/world/scenario/parse.js";
import { scenarioWorlds } from "../../src/world/scenario/worlds.js";
import { soakArguments } from "./arguments.js";

/** Microseconds each way between the access point and the server. */
const DELAYS = [0, 1000];

const scenarioText = (delay: number) => String.raw`
name: throughput
access_points:
  - { ssid: home, channel: 6, rssi: -48 }
network:
  servers:
    - { name: peer.test, discard: 9, flood: { port: 9000 } }
steps:
  - expect: ">>> "
  - line: "import network, time, socket; network.WLAN(1).active(False); w = network.WLAN(0); w.active(True); w.connect('home')"
  - expect: ">>> "
  - line: "exec('while not w.isconnected(): time.sleep_ms(20)')"
  - expect: "\n>>> "
  - line: "exec('def run(name, port, move):\\n s = socket.socket(); s.connect(socket.getaddrinfo(\"peer.test\", port)[0][-1])\\n n = 0; t = time.ticks_ms(); d = 0\\n while d < 3000: n += move(s); d = time.ticks_diff(time.ticks_ms(), t)\\n s.close(); print(name, n * 8 // d)')"
  - expect: "\n>>> "
  - air: { home: { delay_us: [${delay}, ${delay}] } }
  - line: "b = bytearray(1072); run('receives', 9000, lambda s: s.readinto(b)); run('sends', 9, lambda s: s.write(b))"
  - { expect: '/\nsends \d+\n/', timeout: 60s }
`;

const { values } = soakArguments({
	usage: "[--version V...]",
	options: { version: { type: "string", multiple: true } },
});
const hash64 = await loadHash64();
const digests = await loadDigests();

/** What the guest measured, or why it did not. */
function measure(version: string, delay: number): string {
	const scenario = parseScenario(scenarioText(delay), "throughput");
	const machine = prepareMachine({ image: findFirmware(version), scenario });
	let said = "";
	const recorder = new Recorder({
		machine,
		worlds: scenarioWorlds(scenario, machine.seed),
		sink: new MemorySink(),
		hash64,
		digests: digests(),
		onConsole: (byte) => {
			said += String.fromCharCode(byte);
		},
	});
	const end = recorder.run(NEVER);
	if (end?.failure !== undefined) {
		process.exitCode = 1;
		return end.failure;
	}
	const rates = [...said.matchAll(/^(receives|sends) (\d+)\r$/gm)];
	return rates.map(([, way, rate]) => `${way} ${rate} kbit/s`).join(", ");
}

for (const version of values.version ?? ["v1.23.0", "v1.26.0"]) {
	for (const delay of DELAYS) {
		console.log(`${version}, round trip ${(2 * delay) / 1000} ms: ${measure(version, delay)}`);
	}
}
