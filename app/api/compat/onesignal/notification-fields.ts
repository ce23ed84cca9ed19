/** What is read of a notification; everything else that could change what people get is refused by name. */
export const NOTIFICATION_FIELDS: readonly string[] = [
  'app_id app_ids contents headings included_segments excluded_segments filters include_aliases target_channel',
  'include_subscription_ids include_player_ids include_external_user_ids channel_for_external_user_ids',
  'url web_url chrome_web_icon firefox_icon chrome_web_image chrome_web_badge web_buttons web_push_topic',
  'template_id name send_after ttl priority throttle_rate_per_minute idempotency_key external_id delayed_option delivery_time_of_day',
  'enable_frequency_cap isAnyWeb isChromeWeb isFirefox isSafari require_interaction',
]
  .join(' ')
  .split(' ');

/** Said to other platforms: a browser's notification is the same with and without. */
const OF_OTHER_PLATFORMS = new Set(
  [
    'isIos isAndroid isHuawei isWP_WNS isAdm isChrome app_url subtitle content_available mutable_content',
    'target_content_identifier big_picture global_image huawei_big_picture adm_big_picture chrome_big_picture buttons',
    'existing_android_channel_id small_icon large_icon chrome_icon collapse_id apns_alert apns_push_type_override',
    'thread_id summary_arg summary_arg_count wp_wns_sound',
  ]
    .join(' ')
    .split(' '),
);
const PLATFORM_PREFIX = /^(ios|android|huawei|adm|apns)_/;

const REASONS: Record<string, string> = {
  data: 'a notification carries no data for the page; put it into the url',
  custom_data: 'texts take it from tags of the subscriber',
  delayed_option: 'it is "immediate", "timezone" or "last-active"',
  enable_frequency_cap: 'there is no frequency cap',
  app_ids: 'one request sends for one site: use app_id',
  isChromeWeb: 'target browsers with a segment, or all with isAnyWeb',
  isFirefox: 'target browsers with a segment, or all with isAnyWeb',
  isSafari: 'target browsers with a segment, or all with isAnyWeb',
  include_unsubscribed: 'it is for e-mail',
};

const READ_SET = new Set(NOTIFICATION_FIELDS);
const DELAYED = new Set(['immediate', 'timezone', 'last-active']);

/** Why the field cannot be taken, or null when it is read or changes nothing in a browser. */
export function refusalOf(field: string, value: unknown, body: Record<string, unknown>): string | null {
  switch (field) {
    case 'delayed_option':
      return typeof value === 'string' && DELAYED.has(value) ? null : (REASONS[field] ?? null);
    case 'enable_frequency_cap':
      return value === false ? null : (REASONS[field] ?? null);
    case 'isChromeWeb':
    case 'isFirefox':
    case 'isSafari':
      return value !== true || body.isAnyWeb === true ? null : (REASONS[field] ?? null);
    case 'app_ids':
      return REASONS.app_ids ?? null;
  }
  if (READ_SET.has(field) || OF_OTHER_PLATFORMS.has(field) || PLATFORM_PREFIX.test(field)) return null;
  if (/^(email|sms)_|^include_(email|phone|ios|wp|amazon|chrome|android)|^disable_email/.test(field)) {
    return 'it sends web push only';
  }
  return REASONS[field] ?? 'there is no such thing here';
}
