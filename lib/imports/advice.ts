const BY_FIELD: Record<string, string> = {
  endpoint:
    'Give the endpoint exactly as the browser made it. Hosts other than the browsers’ push services are allowed by BELFRY_PUSH_HOSTS.',
  p256dh: 'Export the subscription again: a key that was changed, even by a spreadsheet, cannot be mended.',
  auth: 'Export the subscription again: a key that was changed, even by a spreadsheet, cannot be mended.',
  vapidPublicKey: 'Add the key pair that the subscriptions were made with, private key included, to this import.',
  externalId:
    'Check the id: nobody of this site has it yet, all who had it are gone, or it is longer than 255 characters.',
  subscriberId: 'Check the id; it is of the form sub_ with 13 characters, and of this site.',
  tags: 'Write tags as {"name": "value"} or as names separated by commas; up to 100 of them, names up to 64 characters.',
  topics: 'Write topics as names separated by commas; up to 50 of them.',
  language: 'Write a language tag such as en or pt-BR.',
  timezone: 'Write an IANA time zone such as Europe/Berlin.',
  country: 'Write a two-letter country code such as DE.',
  deviceType: 'Nothing has to be done: e-mail, SMS and apps are not web push.',
  status: 'Write active or unsubscribed.',
  subscribedAt: 'Write dates as 2026-11-22 09:30:00, none of them to come; leave the cell empty where it is not known.',
  lastSeenAt: 'Write dates as 2026-11-22 09:30:00, none of them to come; leave the cell empty where it is not known.',
  endedAt: 'Write dates as 2026-11-22 09:30:00, none of them to come; leave the cell empty where it is not known.',
};

/** What to do about a refused row. */
export function adviceOn(field: string, message: string): string {
  if (message.startsWith('is registered with other keys')) {
    return 'The browser has renewed its subscription since; the newer one is here already.';
  }
  if (message.startsWith('is empty')) return 'Fill the cell in, or leave the row out.';
  if (field.startsWith('tag:'))
    return 'A value is text of up to 255 characters, a number, true or false; the name up to 64.';
  return BY_FIELD[field] ?? 'Correct the row and import it again.';
}
