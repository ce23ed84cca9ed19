/**
 * What people choose when a password must be long: words that, alone, joined, with digits around them or with
 * letters swapped for look-alikes, make the common long passwords. Put together by hand for this project.
 */
export const COMMON_WORDS: ReadonlySet<string> = new Set(
  `
  password passwort motdepasse contrasena contrasenia senha parola wachtwoord haslo salasana losenord losenordet
  sifre passwd passphrase passcode qwerty qwertyuiop qwertz qwertzuiop azerty azertyuiop asdfgh asdfghjkl asdf
  zxcvbn zxcvbnm qazwsx qazwsxedc wsxedc letmein letmeinnow welcome welcomehome welcomeback willkommen bienvenue
  bienvenido benvenuto changeme changemenow changethis changeit default temp temporary admin administrator
  administrateur root superuser superadmin sysadmin webmaster webadmin manager owner user username login logon
  signin guest test tester testing testtest demo sample example secret topsecret supersecret mysecret access
  master masterkey system server computer internet network office windows microsoft google facebook iloveyou
  iloveyousomuch iloveyouforever ilovemyself loveme lovely forever family friends bestfriend sunshine princess
  superman batman spiderman starwars dragon monkey shadow football baseball basketball soccer hockey michael
  jennifer jordan charlie thomas jessica ashley daniel andrew joshua liverpool liverpoolfc manchester
  manchesterunited chelsea arsenal barcelona realmadrid juventus bayern borussia schalke pokemon minecraft
  fortnite nintendo playstation xbox trustno nothing whatever freedom hello helloworld hellokitty goodmorning
  goodbye january february march april may june july august september october november december monday friday
  sunday spring summer autumn winter christmas birthday happybirthday cookie chocolate cheese pepper coffee orange
  banana samsung iphone apple company business marketing sales support service helpdesk newsletter belfry push
  webpush notification notifications opensource thisismypassword mypassword mypasswordis yourpassword newpassword
  oldpassword ourpassword thepassword nopassword passwordpassword correcthorsebatterystaple tobeornottobe
  openthedoor opensesame opensaysme ihatepasswords ihatethis idontknow idontcare iforgot iforgotmypassword
  letmeinplease pleaseletmein donttellanyone nobodyknows alohomora blahblah blahblahblah abracadabra
  supercalifragilisticexpialidocious lovelove hahaha hahahaha lalala babygirl babyboy sweetheart godisgood
  jesuschrist jesuslovesme inshallah bismillah mustang harley ferrari porsche mercedes the my is a i you me your
  and love new old super great best very good real big happy strong secure safe
`
    .trim()
    .split(/\s+/),
);

/** Rows of keys and other sequences that a finger runs along. */
export const SEQUENCES: readonly string[] = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890123456789',
  '09876543210987654321',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
  'azertyuiopqsdfghjklmwxcvbn',
  '1q2w3e4r5t6y7u8i9o0p',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
  'qazwsxedcrfvtgbyhnujmikolp',
  '!@#$%^&*()_+',
];
