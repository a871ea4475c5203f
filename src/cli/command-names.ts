/** First words of the command line; what begins with none of them is a replay. */
export const COMMAND_NAMES = [
	"record",
	"inspect",
	"verify",
	"judge",
	"bisect",
	"diff",
	"minimise",
	"redact",
	"pack",
	"unpack",
	"export",
	"report",
	"pcap",
	"demo",
	"firmware",
	"debug",
	"bench",
] as const;

export type CommandName = (typeof COMMAND_NAMES)[number];
