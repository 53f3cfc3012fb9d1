/**
 * What programs of ours on a host work with: our own scripts, each one text. Of several parts the functions come first, the program last.
 * The CLI sends the same texts to hosts that it looks at.
 */
export const TOOL_PARTS = {
  answer: ['answer'],
  decide: ['enter', 'screen', 'decide'],
  lifecycle: ['lifecycle'],
  look: ['look'],
  probe: ['enter', 'screen', 'probe'],
  send: ['enter', 'screen', 'message', 'composer', 'send'],
  trace: ['enter', 'screen', 'trace'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type ToolName = keyof typeof TOOL_PARTS;

export const TOOLS = Object.keys(TOOL_PARTS) as readonly ToolName[];

/** What a program of ours is told of its host: one JSON object of the bundle. Tools by their path below the fleet's root. */
export interface HostTools {
  readonly version: 1;
  readonly fleet: string;
  readonly host: string;
  readonly tools: Readonly<Record<ToolName, string>>;
}
