import type { Actor } from '@/lib/contracts/actors';
import { SendTemplateInput } from '@/lib/contracts/templates';
import { SendMessageInput, type SentMessage } from '@/lib/contracts/transactional';
import { parse } from '@/lib/platform/parse';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { findTemplate } from './find-template';
import { sendMessage } from './send-message';
import { templateView } from './template-view';

/**
 * Sends a transactional message that says what a template of the site says, but for the fields given.
 * @throws AppError `forbidden`, `not_found`; `invalid_input`, also when both together are no complete message
 */
export async function sendTemplate(actor: Actor, siteId: string, input: SendTemplateInput): Promise<SentMessage> {
  const site = await authorizeSite(actor, 'messages.send', siteId);
  const { templateId, message, ...own } = parse(SendTemplateInput, input);
  const template = templateView(await findTemplate(site, templateId));
  const { translations, ttlSeconds, urgency } = template;
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  const whole = { translations, ttlSeconds, urgency, ...given, message: { ...template.message, ...message } };
  return sendMessage(actor, siteId, parse(SendMessageInput, whole));
}
