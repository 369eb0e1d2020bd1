/**
 * The words of the lesson panel, a table for each language: a translator needs this file and the lesson's `lesson.<language>.md`.
 *
 * A new language is a copy of `en` with its own texts, of type `Words`, and a line in `tables`; the compiler tells what is missing. What stands
 * in `${…}` is put in by the page. `plural` takes the forms that the language has (`zero`, `one`, `two`, `few`, `many`, `other`).
 */
const en = {
  language: 'en',

  lessons: 'Lessons',
  introduction: 'Each is done with real objects, in the machine on this page.',
  unknownLesson: (id: string) => `There is no lesson ${id} here. These are there:`,
  minutes: (count: number) => `${count} min`,
  steps: plural('en', { one: 'step', other: 'steps' }),
  lessonDone: 'Done',

  allLessons: 'All lessons',
  chooseLanguage: 'Language',
  stepOf: (step: number, count: number) => `Step ${step} of ${count}`,
  stepNamed: (step: number, title: string) => `Step ${step}: ${title}`,
  stepNamedDone: (step: number, title: string) => `Step ${step}: ${title}, done`,
  back: 'Back',
  next: 'Next',
  wholeLessonDone: 'You have done the whole lesson.',
  nextLesson: 'Next:',
  notFetched: 'The lesson could not be fetched:',
  tryAgain: 'Try again',

  runCommand: 'Type it into the terminal and run it',
  /** Said by screen readers when checks are met. */
  nowDone: (titles: string) => `Done: ${titles}.`,
  stepIsDone: 'The step is done.',
  checks: {
    title: 'What this step checks',
    met: 'done',
    open: 'not yet',
    hint: 'Hint',
  },

  file: {
    missing: 'not in your workspace yet',
    same: 'in your workspace',
    differs: 'yours differs',
    open: 'Open',
    put: 'Put it there',
    replace: 'Replace mine',
  },

  quiz: {
    title: 'Question',
    several: 'More than one is right.',
    yourAnswer: 'Your answer',
    answer: 'Answer',
    right: 'Right.',
    wrong: 'Not right.',
    incomplete: 'Right so far. Something is missing.',
  },

  predict: {
    title: 'What will happen?',
    choose: 'Choose before you run it.',
    chosen: 'Now run it. You can change your mind until then.',
    late: 'It has happened already. What do you think it was?',
    happened: 'This happened',
    expected: 'You expected this',
    right: 'It went as you expected.',
    wrong: 'It went another way than you expected. Good to know.',
    none: 'None of these happened here.',
  },

  solution: {
    show: 'Show the solution',
    title: 'How this step is done',
    answer: 'Answer:',
  },

  reset: {
    open: 'Begin the step or the lesson again',
    title: 'Begin again',
    from: 'From where',
    lesson: 'The whole lesson',
    step: (title: string) => `This step: ${title}`,
    removed: 'Will be removed',
    restored: 'Will be as before the lesson',
    nothing: 'Nothing was made in this lesson yet, so nothing is removed.',
    replayed: 'Then the steps before are carried out again for you.',
    rest: 'What is not of this lesson stays as it is.',
    cancel: 'Cancel',
    begin: 'Begin again',
    restoring: 'Putting things back',
    replaying: (step: number, count: number) => `Carrying out step ${step} of ${count}`,
    atFirstStep: 'The lesson stands at its first step now.',
    close: 'Close',
    container: (name: string) => `container ${name}`,
    image: (name: string) => `image ${name}`,
    imageBack: (name: string) => `image ${name} (back to what it was)`,
    volume: (name: string) => `volume ${name}`,
    network: (name: string) => `network ${name}`,
    cacheRecords: plural('en', { one: 'record of the build cache', other: 'records of the build cache' }),
    namelessImages: plural('en', { one: 'image without a name', other: 'images without a name' }),
  },
};

export type Words = typeof en;

const es: Words = {
  language: 'es',

  lessons: 'Lecciones',
  introduction: 'Cada una se hace con objetos de verdad, en la máquina de esta página.',
  unknownLesson: (id) => `Aquí no hay ninguna lección ${id}. Estas son las que hay:`,
  minutes: (count) => `${count} min`,
  steps: plural('es', { one: 'paso', other: 'pasos' }),
  lessonDone: 'Hecha',

  allLessons: 'Todas las lecciones',
  chooseLanguage: 'Idioma',
  stepOf: (step, count) => `Paso ${step} de ${count}`,
  stepNamed: (step, title) => `Paso ${step}: ${title}`,
  stepNamedDone: (step, title) => `Paso ${step}: ${title}, hecho`,
  back: 'Atrás',
  next: 'Siguiente',
  wholeLessonDone: 'Has terminado toda la lección.',
  nextLesson: 'Siguiente:',
  notFetched: 'No se ha podido descargar la lección:',
  tryAgain: 'Probar otra vez',

  runCommand: 'Escribirlo en el terminal y ejecutarlo',
  nowDone: (titles) => `Hecho: ${titles}.`,
  stepIsDone: 'El paso está hecho.',
  checks: {
    title: 'Lo que comprueba este paso',
    met: 'hecho',
    open: 'todavía no',
    hint: 'Pista',
  },

  file: {
    missing: 'todavía no está en tu carpeta de trabajo',
    same: 'en tu carpeta de trabajo',
    differs: 'el tuyo es distinto',
    open: 'Abrir',
    put: 'Ponerlo ahí',
    replace: 'Reemplazar el mío',
  },

  quiz: {
    title: 'Pregunta',
    several: 'Hay más de una correcta.',
    yourAnswer: 'Tu respuesta',
    answer: 'Responder',
    right: 'Correcto.',
    wrong: 'No es correcto.',
    incomplete: 'Hasta aquí, bien. Falta algo.',
  },

  predict: {
    title: '¿Qué va a pasar?',
    choose: 'Elige antes de ejecutarlo.',
    chosen: 'Ahora ejecútalo. Hasta entonces puedes cambiar de idea.',
    late: 'Ya ha pasado. ¿Qué crees que ha sido?',
    happened: 'Esto es lo que ha pasado',
    expected: 'Esto es lo que esperabas',
    right: 'Ha ido como esperabas.',
    wrong: 'No ha ido como esperabas. Es bueno saberlo.',
    none: 'Aquí no ha pasado nada de esto.',
  },

  solution: {
    show: 'Mostrar la solución',
    title: 'Así se hace este paso',
    answer: 'Respuesta:',
  },

  reset: {
    open: 'Empezar de nuevo el paso o la lección',
    title: 'Empezar de nuevo',
    from: 'Desde dónde',
    lesson: 'Toda la lección',
    step: (title) => `Este paso: ${title}`,
    removed: 'Se eliminará',
    restored: 'Volverá a estar como antes de la lección',
    nothing: 'En esta lección todavía no se ha creado nada, así que no se elimina nada.',
    replayed: 'Después se repiten por ti los pasos anteriores.',
    rest: 'Lo que no es de esta lección se queda como está.',
    cancel: 'Cancelar',
    begin: 'Empezar de nuevo',
    restoring: 'Dejándolo todo como estaba',
    replaying: (step, count) => `Repitiendo el paso ${step} de ${count}`,
    atFirstStep: 'La lección está ahora en su primer paso.',
    close: 'Cerrar',
    container: (name) => `contenedor ${name}`,
    image: (name) => `imagen ${name}`,
    imageBack: (name) => `imagen ${name} (vuelve a ser la que era)`,
    volume: (name) => `volumen ${name}`,
    network: (name) => `red ${name}`,
    cacheRecords: plural('es', { one: 'registro de la caché de construcción', other: 'registros de la caché de construcción' }),
    namelessImages: plural('es', { one: 'imagen sin nombre', other: 'imágenes sin nombre' }),
  },
};

const tables = new Map<string, Words>([en, es].map((words) => [words.language, words]));

/** Of a BCP 47 language: `es-MX` has the words of `es`. English where there are none; `language` of the answer says which they are. */
export const wordsOf = (language: string): Words => tables.get(language) ?? tables.get(language.split('-')[0] ?? '') ?? en;

type Forms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>;

function plural(language: string, forms: Forms): (count: number) => string {
  const rules = new Intl.PluralRules(language);
  return (count) => `${count} ${forms[rules.select(count)] ?? forms.other}`;
}
