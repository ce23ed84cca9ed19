/** What an audit entry's action is in words: "created a site". An unknown one is shown as its parts. */
const WORDS: Record<string, string> = {
  'workspace.create': 'created the workspace',
  'password.change': 'changed their password',
  'session.revoke_all': 'signed out everywhere',
  'site.create': 'created a site',
  'site.update': 'changed the site’s settings',
  'site.test': 'sent a test to their own browser',
  'site.archive': 'archived a site',
  'site.export_secrets': 'exported the site’s secret keys',
  'api_key.create': 'created an API key',
  'api_key.update': 'changed an API key',
  'api_key.rotate': 'gave an API key a new secret',
  'api_key.revoke': 'revoked an API key',
  'campaign.create': 'created a campaign',
  'campaign.update': 'changed a campaign',
  'campaign.restore': 'brought back an earlier version of a draft',
  'campaign.delete': 'deleted a draft',
  'campaign.undelete': 'brought back a deleted draft',
  'campaign.launch': 'launched a campaign',
  'campaign.skip': 'skipped a date of a recurring campaign',
  'campaign.launch_failed': 'could not launch a campaign',
  'campaign.schedule': 'scheduled a campaign',
  'campaign.unschedule': 'took a campaign off its schedule',
  'campaign.cancel': 'cancelled a campaign',
  'campaign.pause': 'paused a campaign',
  'campaign.retry': 'had a campaign’s refused messages tried again',
  'campaign.throttle': 'changed the pace of a campaign',
  'campaign.resume': 'resumed a campaign',
  'campaign.archive': 'archived a campaign',
  'campaign.duplicate': 'duplicated a campaign',
  'campaign.test': 'sent a test',
  'campaign.winner': 'chose the winner of an A/B test',
  'campaign.winner_unclear': 'found an A/B test too close to call',
  'template.create': 'made a template',
  'template.update': 'changed a template',
  'template.delete': 'deleted a template',
  'template.restore': 'brought a template back',
  'goal.create': 'set a goal',
  'goal.update': 'changed a goal',
  'goal.delete': 'deleted a goal',
  'goal.restore': 'brought a goal back',
  'image.create': 'uploaded an image',
  'image.delete': 'deleted an image',
  'segment.create': 'created a segment',
  'segment.update': 'changed a segment',
  'segment.archive': 'archived a segment',
  'segment.restore': 'brought a segment back',
  'subscriber.update': 'changed a subscriber',
  'subscriber.erase': 'forgot a subscriber',
  'site.add_key': 'gave the site a further key pair',
  'import.create': 'uploaded a file to import',
  'import.update': 'chose what the columns of an import are',
  'import.check': 'tried an import',
  'import.start': 'started an import',
  'import.pause': 'paused an import',
  'import.cancel': 'cancelled an import',
  'import.undo': 'undid an import',
  'import.delete': 'deleted an import',
  'import.download_errors': 'downloaded the refused rows of an import',
  'topic.create': 'created a topic',
  'topic.update': 'changed a topic',
  'topic.delete': 'deleted a topic',
  'export.create': 'asked for an export',
  'export.delete': 'deleted an export',
  'export.restore': 'brought an export back',
  'export.download': 'downloaded an export',
  'webhook.create': 'created a webhook',
  'webhook.update': 'changed a webhook',
  'webhook.delete': 'deleted a webhook',
  'webhook.restore': 'brought a webhook back',
  'webhook.rotate_secret': 'changed a webhook’s secret',
  'webhook.test': 'tested a webhook',
  'webhook.redeliver': 'sent a webhook delivery again',
  'webhook.replay': 'replayed webhook deliveries',
};

export function auditWords(action: string): string {
  return WORDS[action] ?? action.replace(/[._]/g, ' ');
}

/** The parts of an entry's detail that help a person: a name, what was changed. */
export function auditDetail(detail: Record<string, unknown>): string {
  const parts: string[] = [];
  if (typeof detail.name === 'string' && detail.name) parts.push(`“${detail.name}”`);
  if (Array.isArray(detail.changed) && detail.changed.length > 0) parts.push(detail.changed.map(fieldWords).join(', '));
  return parts.join(' · ');
}

function fieldWords(field: unknown): string {
  return String(field)
    .replace(/([A-Z])/g, ' $1')
    .toLowerCase()
    .replace('vapid subject', 'contact address')
    .replace('allowed origins', 'web addresses');
}
