// Read from disk only when a question is asked.
export { confirm, isCancel, password } from '@clack/prompts';
