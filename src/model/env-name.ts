const ENV_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

// Set by the launch or by the shell itself: a value of the roster would be overwritten, or would break the start.
const OWNED = new Set(
  (
    'PWD OLDPWD HOME USER LOGNAME SHELL XDG_RUNTIME_DIR DBUS_SESSION_BUS_ADDRESS TMUX TMUX_PANE TERM SHLVL _ IFS ' +
    'PS1 PS2 PS3 PS4 OPTIND OPTARG PPID LINENO ENV BASH_ENV BASHOPTS SHELLOPTS UID EUID __proto__'
  ).split(' '),
);

/** Why a variable of the roster cannot have this name, or `null` when it can. */
export function envNameFault(name: string): string | null {
  if (!ENV_NAME.test(name)) return 'letters, digits and _, not beginning with a digit, e.g. API_BASE';
  if (name.startsWith('MOSAIC_')) return 'names that begin with MOSAIC_ belong to mosaic';
  if (name.startsWith('LD_'))
    return 'LD_… changes how every program is loaded, the shell of the launch included';
  if (OWNED.has(name)) return `${name} is set by the launch, or by the shell`;
  return null;
}
