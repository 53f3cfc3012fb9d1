import { describeAdapter } from '../adapter-conformance.ts';
import { discordPlatform } from './discord-platform.ts';

describeAdapter('Discord', discordPlatform);
