/** The .mpk trace format: what a trace says, writing one, reading one. */
export { Malformed, TraceError, type TraceErrorCode } from "./errors.js";
export { FORMAT_VERSION } from "./frame.js";
export { type Hash64, loadHash64 } from "./hash64.js";
export type { OutputSink } from "./output-recorder.js";
export { openTrace, TraceReader } from "./reader.js";
export * from "./schema.js";
export { FileSink, MemorySink, type Sink } from "./sink.js";
export { FileSource, MemorySource, type Source } from "./source.js";
export { TraceWriter } from "./writer.js";
