/** The library's public face. */
export { Chip, type RunStop } from "./chip/chip.js";
export {
	type ChipConfig,
	DEFAULT_RTC_PERIOD_FS,
	FLASH_SIZES,
	type FlashContents,
	STRAPS_FLASH_BOOT,
	STRAPS_UART_DOWNLOAD,
} from "./chip/config.js";
export type { ChipInput } from "./chip/inputs.js";
export { type ChipOutputs, NO_OUTPUTS, type PowerEvent } from "./chip/outputs.js";
export type { Snapshot, StateHash } from "./chip/state/chip-state.js";
export { diffSnapshots, type FieldDifference } from "./chip/state/diff.js";
export type { Hash64 } from "./chip/state/hash64.js";
export { TICKS_PER_MS, TICKS_PER_SECOND, TICKS_PER_US } from "./chip/time.js";
export { exportPcapng } from "./export/pcapng/export.js";
export { htmlReport } from "./export/report/report.js";
export { exportScenario } from "./export/scenario.js";
export { exportVcd } from "./export/vcd/export.js";
export { buildFlash } from "./firmware/flash-image.js";
export { type Firmware, findFirmware } from "./firmware/reference.js";
export { type BootRom, findRom } from "./firmware/rom.js";
export { diffRuns, type RunDifference } from "./regress/diff/diff-runs.js";
export { Feed } from "./regress/diff/feed.js";
export { describeJudgement } from "./session/behave/describe.js";
export { type Judgement, type JudgeOptions, judge } from "./session/behave/judge.js";
export { loadDigests } from "./session/digest.js";
export { runEnsemble } from "./session/ensemble.js";
export { InMemory, type InMemoryOptions, type InMemoryRecording } from "./session/in-memory.js";
export { chipConfig, type MachineSpec, makeMachine } from "./session/machine.js";
export { type RecordFileOptions, recordFile } from "./session/record-file.js";
export { Recorder, type RecorderOptions } from "./session/recorder.js";
export { type ReplayOptions, type ReplayResult, replayTrace } from "./session/replayer.js";
export { withSerialHost } from "./session/serial-session.js";
export { inputsOf } from "./session/trace-inputs.js";
export * from "./trace/index.js";
export type { AccessPoint } from "./world/air/access-point/access-point.js";
export { Air, type AirFrame, type AirListeners, type AirReport } from "./world/air/air.js";
export type { ChipAntenna } from "./world/air/chip-antenna.js";
export {
	type AccessPointOptions,
	AirOptionError,
	type NodeOptions,
	type PeerOptions,
	type StationOptions,
} from "./world/air/options.js";
export type { Peer } from "./world/air/peer.js";
export type { Station } from "./world/air/station/station.js";
export { type Board, boardPin } from "./world/board/board.js";
export { boardNames, loadBoard } from "./world/board/load-board.js";
export { DeviceBench, type DeviceSpec } from "./world/devices/bench.js";
export { I2cPort, type I2cTarget } from "./world/devices/bus/i2c-target.js";
export { OneWirePort, type OneWireTarget } from "./world/devices/bus/one-wire-target.js";
export type { Device, DeviceKind, DeviceState, Surface } from "./world/devices/device.js";
export { DeviceError } from "./world/devices/errors.js";
export { deviceKinds } from "./world/devices/kinds.js";
export { type Picture, toPng, toText } from "./world/devices/picture.js";
export { Settings } from "./world/devices/settings.js";
export type { SpiTarget } from "./world/devices/spi-bus.js";
export type { Terminal, WireDrive } from "./world/devices/terminal.js";
export * from "./world/network/index.js";
export { parseScenario } from "./world/scenario/parse.js";
export { ScenarioWorld } from "./world/scenario/scenario-world.js";
export { buildWorlds, type ScenarioWorlds } from "./world/scenario/worlds.js";
export { SerialError } from "./world/serial/host/errors.js";
export { adapterFor, openSerial } from "./world/serial/host/open.js";
export { parseSerial, type SerialSpec } from "./world/serial/host/serial-spec.js";
export type { SerialService } from "./world/serial/host/service.js";
export { SerialAdapter, type SerialHost } from "./world/serial/serial-adapter.js";
export { WebSerialPort } from "./world/serial/web-serial-port.js";
export { SILENT_WORLD } from "./world/silent-world.js";
export type { World, WorldAction, WorldEnd } from "./world/world.js";
