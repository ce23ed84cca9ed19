import type { ApiApp } from '../../framework';
import { registerPushpadNotifications } from './notifications';
import { registerPushpadProjects } from './projects';
import { registerPushpadSubscriptions } from './subscriptions';

/** What Pushpad's clients call, under /compat/pushpad (docs/migrate.md). */
export function registerPushpad(app: ApiApp): void {
  registerPushpadNotifications(app);
  registerPushpadSubscriptions(app);
  registerPushpadProjects(app);
}
