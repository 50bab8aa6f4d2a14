import { Command } from 'commander';
import { connect } from './api';
import { printJson, printTable, say, utc } from './output';

interface TaskView {
  readonly id: string;
  readonly requestId: string;
  readonly note: string;
  readonly openedAt: number;
}

/** `countersign task …`: what waits for staff. */
export function taskCommands(): Command {
  const task = new Command('task').description('what only staff can get going again');
  task
    .command('list')
    .description('open tasks, oldest first')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { tasks } = await connect(process.env).get<{ tasks: TaskView[] }>('/tasks');
      if (json) return printJson(tasks);
      if (tasks.length === 0) return say('Nothing waits for you.');
      const rows = tasks.map(({ id, requestId, note, openedAt }) => [id, utc(openedAt), requestId, note]);
      printTable(['ID', 'OPENED', 'REQUEST', 'WHAT'], rows);
    });
  task
    .command('close <id>')
    .description('close a task: it is done, or needs nothing more')
    .option('--json', 'print JSON')
    .action(async (id: string, { json }: { json?: boolean }) => {
      const closed = await connect(process.env).post<TaskView>(`/tasks/${encodeURIComponent(id)}/closing`, {});
      if (json) return printJson(closed);
      say(`Closed: ${closed.note}`);
    });
  return task;
}
