/** What people call the kinds of devices that browsers run on, by the name they are stored under. */
export const DEVICE_NAMES: Readonly<Record<string, string>> = { desktop: 'Desktop', mobile: 'Phone', tablet: 'Tablet' };
