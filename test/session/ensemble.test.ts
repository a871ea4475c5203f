import { runEnsemble } from "../../src/session/ensemble.js";
import { makeMachine } from "../../src/session/machine.js";
import { Recorder } from "../../src/session/recorder.js";
import { MemorySink } from "../../src/trace/sink.js";
import { parseScenario } from "../../src/world/scenario/parse.js";
import { ScenarioWorld } from "../../src/world/scenario/scenario-world.js";
import type { World } from "../../src/world/world.js";
import { firmwareTest, IMAGES, type Images } from "../images.js";
import { Relay } from "./relay.js";
import { hash64, MS, makeDigests, open, replay } from "./run.js";

const SECOND = 1000 * MS;

const SEND = `steps:
  - expect: ">>> "
  - line: "import network, espnow; w = network.WLAN(0); w.active(True); e = espnow.ESPNow(); e.active(True)"
  - expect: ">>> "
  - line: "p = b'\\\\x5c\\\\xcf\\\\x7f\\\\0\\\\0\\\\2'; e.add_peer(p)"
  - expect: ">>> "
  - wait: 500ms
  - line: "print([e.send(p, 'hello %d' % i) for i in range(5)])"
  - expect: "[True, True, True, True, True]"
  - line: "q = b'\\\\x5c\\\\xcf\\\\x7f\\\\0\\\\0\\\\3'; e.add_peer(q); print('nobody', e.send(q, 'x'))"
  - expect: "nobody False"
  - wait: 100ms
`;

const RECEIVE = `steps:
  - expect: ">>> "
  - line: "import network, espnow; w = network.WLAN(0); w.active(True); e = espnow.ESPNow(); e.active(True)"
  - expect: ">>> "
  - line: "print([bytes(e.recv(5000)[1]) for i in range(5)])"
  - expect: "[b'hello 0', b'hello 1', b'hello 2', b'hello 3', b'hello 4']"
  - expect: "the other one's end"
    timeout: 60s
`;

function member(
	images: Images,
	mac: string,
	scenario: string,
	relay: World,
): { recorder: Recorder; sink: MemorySink } {
	const sink = new MemorySink();
	const worlds = [new ScenarioWorld(parseScenario(scenario, "test.yaml")), relay];
	const machine = makeMachine({ ...images, mac });
	return { recorder: new Recorder({ machine, worlds, sink, hash64, digests: makeDigests() }), sink };
}

for (const version of ["v1.23.0", "v1.26.0"] as const) {
	firmwareTest(
		IMAGES[version],
		`${version}: two chips speak ESP-NOW, and each trace replays alone`,
		(t, images) => {
			const [left, right] = Relay.pair();
			const sender = member(images, "5c:cf:7f:00:00:01", SEND, left);
			const receiver = member(images, "5c:cf:7f:00:00:02", RECEIVE, right);
			const end = runEnsemble([sender.recorder, receiver.recorder], 30 * SECOND);
			t.deepEqual(end, { reason: "scenario end" });
			for (const { recorder, sink } of [sender, receiver]) {
				recorder.finish("end");
				const result = replay(sink.bytes(), images);
				t.true(result.reproduced);
				t.true(result.inputs > 10);
			}
			const heard = [...open(receiver.sink.bytes()).chunks()].flatMap(({ events }) => events);
			const sent = [...open(sender.sink.bytes()).chunks()].flatMap(({ outputs }) => outputs.frames);
			const frames = heard.flatMap(({ tick, event }) =>
				event.kind === "frame" ? [{ tick, bytes: event.bytes }] : [],
			);
			t.true(frames.length > 5);
			for (const { tick, bytes } of frames) {
				const origin = sent.find(
					(frame) =>
						frame.tick <= tick && frame.tick > tick - 200 && Buffer.compare(frame.bytes, bytes) === 0,
				);
				t.truthy(origin, `a frame heard at ${tick} was sent then`);
			}
		},
	);
}
