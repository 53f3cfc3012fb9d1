import type { HeartbeatLimits, Signals } from './heartbeat.ts';
import { endOf, hookOfThisLaunch, isWithin, no, type Rule, type Sight, yes } from './rules.ts';
import { formatSpan } from './span.ts';

const QUARANTINE = 78;

/** Whether it lives at all: what systemd, the intent on disk and the process say. */
export const unitRules: readonly Rule[] = [
  {
    name: 'stopped-yet-running',
    means: 'A stop by intent and a running unit contradict each other.',
    look: ({ stopMark, unit }) => {
      if (stopMark && unit?.active === 'active')
        return yes('unknown', 'marked as stopped, yet its unit is active');
      return no(stopMark ? 'marked as stopped, and its unit does not run' : 'no stop mark');
    },
  },
  {
    name: 'stop-mark',
    means: 'Who is stopped by intent stays stopped, also after a boot.',
    look: ({ stopMark }) => (stopMark ? yes('stopped', 'stopped by intent') : no('no stop mark')),
  },
  {
    name: 'outside-unit',
    means: 'A harness that lives while its unit does not is in nobody’s hands.',
    look: ({ unit, process }) => {
      if (isDown(unit) && process?.alive === true) {
        return yes('unknown', `its unit is ${unit?.active}, yet its process lives`);
      }
      return no(`${unitText(unit)}; ${processText(process)}`);
    },
  },
  {
    name: 'quarantine',
    means: 'Six ends in a row that came too early: not restarted until it is started by hand.',
    look: (signals) => {
      const { unit, failures } = signals;
      if (unit?.active !== 'failed' || unit.status !== QUARANTINE)
        return no(`${failures} early ends in a row`);
      return yes(
        'exited',
        `in quarantine after ${failures} early ends in a row; ${endOf(signals)}`,
        endedAt(signals),
      );
    },
  },
  {
    name: 'unit-down',
    means: 'Without a running unit there is no agent.',
    look: (signals) => {
      const { unit } = signals;
      if (!isDown(unit) && unit?.active !== 'deactivating') return no(unitText(unit));
      return yes('exited', `${unitText(unit)}; ${endOf(signals)}`, endedAt(signals));
    },
  },
  {
    name: 'process-stopped',
    means: 'A process in state T was halted by a signal or a debugger and does nothing.',
    look: ({ process }) => {
      const halted = process?.alive === true && (process.state === 'T' || process.state === 't');
      if (halted) return yes('stalled', 'its process is halted (state T)');
      return no(processText(process));
    },
  },
  {
    name: 'start-late',
    means: 'Its prompt must be there within the time that its runtime names.',
    look: startLate,
  },
  {
    name: 'starting',
    means: 'It is being started, or is young and has not shown its prompt.',
    look: starting,
  },
  {
    name: 'process-gone',
    means: 'A running unit whose harness has gone is about to be restarted.',
    look: (signals) => {
      if (signals.process?.alive !== false) return no(processText(signals.process));
      return yes('exited', `its process is gone, its unit not yet; ${endOf(signals)}`, endedAt(signals));
    },
  },
];

function startLate(signals: Signals, limits: HeartbeatLimits): Sight {
  const { process, unit, screen } = signals;
  const since = process?.since ?? null;
  if (since === null || process?.alive !== true) return no('when it was launched is not known');
  if (reachedPrompt(signals)) return no('it has reached its prompt');
  const age = formatSpan(signals.now - since);
  if (isWithin(signals, since, limits.startWithin))
    return no(`launched ${age} ago, within ${limits.startWithin}s`);
  // Later movement is a sign that it did start, and now shows what no pattern knows.
  const movedLater = (screen?.changed ?? 0) > since + limits.startWithin;
  const isStillStarting = unit?.active === 'activating' || (screen !== null && !movedLater);
  if (!isStillStarting) return no(`launched ${age} ago; whether it ever reached its prompt is not known`);
  return yes('stalled', `launched ${age} ago, and no prompt within ${limits.startWithin}s`, since);
}

function starting(signals: Signals, limits: HeartbeatLimits): Sight {
  const { unit, process, failures } = signals;
  const since = process?.alive === true ? process.since : null;
  if (unit?.active === 'activating') {
    if (failures === 0 || process?.alive === true)
      return yes('starting', 'its unit is being activated', since);
    return yes(
      'starting',
      `it will be started again after ${failures} early ends in a row; ${endOf(signals)}`,
      endedAt(signals),
    );
  }
  if (since === null || reachedPrompt(signals)) return no('it has reached its prompt, or does not live');
  if (!isWithin(signals, since, limits.startWithin)) return no('its time to start is over');
  return yes('starting', `launched ${formatSpan(signals.now - since)} ago, no prompt yet`, since);
}

function reachedPrompt(signals: Signals): boolean {
  return hookOfThisLaunch(signals) !== null || (signals.screen !== null && signals.screen.kind !== 'unknown');
}

function isDown(unit: Signals['unit']): boolean {
  return unit !== null && (unit.active === 'failed' || unit.active === 'inactive');
}

function endedAt(signals: Signals): number | null {
  return signals.exit?.at ?? null;
}

function unitText(unit: Signals['unit']): string {
  return unit === null ? 'its unit could not be asked' : `its unit is ${unit.active} (${unit.sub})`;
}

function processText(process: Signals['process']): string {
  if (process === null) return 'its process is not known';
  return process.alive ? `its process lives (state ${process.state ?? 'not known'})` : 'its process is gone';
}
