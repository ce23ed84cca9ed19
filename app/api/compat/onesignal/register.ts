import type { ApiApp } from '../../framework';
import { registerOneSignalAliases } from './aliases';
import { registerOneSignalApps } from './apps';
import { registerOneSignalCsvExport } from './csv-export';
import { registerOneSignalEvents } from './events';
import { registerOneSignalNotifications } from './notifications';
import { registerOneSignalPlayers } from './players';
import { registerOneSignalSegments } from './segments';
import { registerOneSignalTemplates } from './templates';
import { registerOneSignalUsers } from './users';

/** What OneSignal's clients call, under /compat/onesignal (docs/migrate.md). */
export function registerOneSignal(app: ApiApp): void {
  registerOneSignalNotifications(app);
  registerOneSignalSegments(app);
  registerOneSignalUsers(app);
  registerOneSignalPlayers(app);
  registerOneSignalAliases(app);
  registerOneSignalApps(app);
  registerOneSignalEvents(app);
  registerOneSignalCsvExport(app);
  registerOneSignalTemplates(app);
}
