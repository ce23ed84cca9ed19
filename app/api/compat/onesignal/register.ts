import type { ApiApp } from '../../framework';
import { registerOneSignalNotifications } from './notifications';

/** What OneSignal's clients call, under /compat/onesignal (docs/migrate.md). */
export function registerOneSignal(app: ApiApp): void {
  registerOneSignalNotifications(app);
}
