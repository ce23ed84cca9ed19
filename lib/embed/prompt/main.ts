// What the page loads when it asks (built as public/belfry-prompt.js).
export { openDialog } from './open-dialog';
export { report } from './report';
