// Before each file of tests: a process has one calendar, and the file before may have told it another day than a lab's first.
import { setCalendar } from '../api/time.ts';

setCalendar();
