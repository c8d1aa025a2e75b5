// Every lesson, in the order they are offered. Adding one is a folder and a line here.
import { firstDeployment } from './first-deployment/lesson.ts';
import type { Lesson } from './lesson.ts';

export type { Lesson, LessonAction, LessonFacts, LessonStep } from './lesson.ts';
export { doneWords, stepKey } from './lesson.ts';

export const lessons: readonly Lesson[] = [firstDeployment];
