import { Box } from '@mui/material';
import { useEffect, useRef, useState } from 'react';
import { useScheme } from '../../../ui/useScheme';
import type { Field, Person } from '../api/contacts';
import { draw } from './drawing';

interface Props {
  field: Field;
  people: readonly Person[];
  /** What is shown, in words. */
  label: string;
}

/** The field with its people, as large as the room allows. */
export function PeopleField({ field, people, label }: Props) {
  const { mode } = useScheme();
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const element = box.current!;
    const observer = new ResizeObserver(() =>
      setSize({ width: element.clientWidth, height: element.clientHeight }),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const element = canvas.current!;
    const ratio = window.devicePixelRatio;
    element.width = Math.round(size.width * ratio);
    element.height = Math.round(size.height * ratio);
    const context = element.getContext('2d');
    if (context === null) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    draw(context, field, people, mode, size.width, size.height);
  }, [field, people, mode, size]);
  return (
    <Box ref={box} sx={{ position: 'absolute', inset: 0 }}>
      <canvas
        ref={canvas}
        role="img"
        aria-label={label}
        data-testid="people-field"
        data-people={people.length}
        style={{ width: '100%', height: '100%', display: 'block' }}
      />
    </Box>
  );
}
