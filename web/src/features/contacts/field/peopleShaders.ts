import { states } from '../state/look';
import { shapesOfStates } from './symbols';

const uniforms = /* glsl */ `\
layout(std140) uniform peopleUniforms {
  vec3 susceptible;
  vec3 exposed;
  vec3 infected;
  vec3 immune;
  vec3 dead;
  vec3 outline;
  vec3 chosen;
  vec3 traced;
  float now;
  float kind;
  float sizePixels;
  float ringPixels;
} people;
`;

export const peopleUniforms = {
  name: 'people',
  vs: uniforms,
  fs: uniforms,
  uniformTypes: {
    susceptible: 'vec3<f32>',
    exposed: 'vec3<f32>',
    infected: 'vec3<f32>',
    immune: 'vec3<f32>',
    dead: 'vec3<f32>',
    outline: 'vec3<f32>',
    chosen: 'vec3<f32>',
    traced: 'vec3<f32>',
    now: 'f32',
    kind: 'f32',
    sizePixels: 'f32',
    ringPixels: 'f32',
  },
} as const;

/** What a layer draws for each person. */
export const kinds = { symbols: 0, rings: 1, pictures: 2 } as const;
export type Kind = keyof typeof kinds;

const deadNumber = states.indexOf('dead');
const infectedNumber = states.indexOf('infected');

export const vertexShader = /* glsl */ `\
#version 300 es
#define SHADER_NAME people-layer-vertex-shader
in vec2 positions;
in vec2 instanceFrom;
in vec2 instanceTo;
in vec2 instanceGlides;
in vec2 instanceLooks;
out vec2 vPixels;
out vec2 vUnit;
out vec3 vColour;
flat out int vState;
flat out int vShape;
out float vLost;
out float vDiedInfected;
out float vIsolated;
out float vMark;

const int shapes[${shapesOfStates.length}] = int[](${shapesOfStates.join(', ')});

void main(void) {
  float share = instanceGlides.y <= 0.0
    ? 1.0
    : clamp((people.now - instanceGlides.x) / instanceGlides.y, 0.0, 1.0);
  vec2 place = mix(instanceFrom, instanceTo, share);
  geometry.worldPosition = vec3(place, 0.0);
  gl_Position = project_position_to_clipspace(vec3(place, 0.0), vec3(0.0), vec3(0.0), geometry.position);

  int look = int(instanceLooks.x + 0.5);
  vState = look & 7;
  vShape = shapes[vState];
  vLost = (look & 8) != 0 ? 1.0 : 0.0;
  vDiedInfected = (look & 16) != 0 ? 1.0 : 0.0;
  vIsolated = (look & 64) != 0 && vState != ${deadNumber} && vLost < 0.5 ? 1.0 : 0.0;
  vMark = instanceLooks.y;
  vec3 colours[5] = vec3[](people.susceptible, people.exposed, people.infected, people.immune, people.dead);
  vColour = colours[vState];

  float half_ = people.kind == 1.0
    ? people.ringPixels + 2.0
    : people.kind == 2.0 ? people.sizePixels * 1.9 + (vMark > 0.5 ? 3.0 : 0.0) : people.sizePixels + (vMark > 0.5 ? 8.0 : vIsolated > 0.5 ? 5.0 : 2.5);
  gl_Position.xy += project_pixel_size_to_clipspace(vec2(positions.x, positions.y) * half_);
  // Nobody is in contact with the dead, and with those of whom nothing is known: no circle there.
  if (people.kind == 1.0 && (vState == ${deadNumber} || vLost > 0.5)) gl_Position = vec4(0.0, 0.0, 2.0, 1.0);
  // Who has left is nowhere.
  if ((look & 128) != 0) gl_Position = vec4(0.0, 0.0, 2.0, 1.0);
  vPixels = positions * half_;
  vUnit = positions;
}
`;

export const fragmentShader = /* glsl */ `\
#version 300 es
#define SHADER_NAME people-layer-fragment-shader
precision highp float;
uniform sampler2D pictures;
in vec2 vPixels;
in vec2 vUnit;
in vec3 vColour;
flat in int vState;
flat in int vShape;
in float vLost;
in float vDiedInfected;
in float vIsolated;
in float vMark;
out vec4 fragColor;

float box(vec2 p, vec2 b) {
  vec2 d = abs(p) - b;
  return max(d.x, d.y);
}

// Signed distances to the shapes in pixels, negative inside.
float shape(vec2 p, float r) {
  float thick = max(0.34 * r, 1.0);
  if (vShape == 2) return box(p, vec2(0.9 * r));
  if (vShape == 3) return abs(length(p) - r + thick * 0.5) - thick * 0.5;
  if (vShape == 4) {
    float w = max(0.2 * r, 0.7);
    return min(box(p, vec2(w, r)), box(p - vec2(0.0, 0.3 * r), vec2(0.7 * r, w)));
  }
  if (vShape == 1) {
    float w = max(0.24 * r, 0.8);
    return min(abs(length(p) - r + w * 0.5) - w * 0.5, length(p) - 0.45 * r);
  }
  return length(p) - r;
}

// Lost people are an interrupted outline.
float hollow(vec2 p, float r) {
  float edge = vShape == 2 ? box(p, vec2(0.9 * r)) : length(p) - r;
  float turn = atan(p.y, p.x) / 6.2831853;
  return fract(turn * 6.0) < 0.34 ? 9.0 : abs(edge + 0.7) - 0.7;
}

float soft(float distance) {
  return 1.0 - smoothstep(-0.6, 0.6, distance);
}

vec4 over(vec4 above, vec4 below) {
  float alpha = above.a + below.a * (1.0 - above.a);
  return alpha <= 0.0 ? vec4(0.0) : vec4((above.rgb * above.a + below.rgb * below.a * (1.0 - above.a)) / alpha, alpha);
}

vec4 mark(float r) {
  vec3 colour = vMark > 1.5 ? people.chosen : people.traced;
  float wide = vMark > 1.5 ? 1.3 : 0.9;
  return vec4(colour, soft(abs(length(vPixels) - r) - wide));
}

// Who isolates is framed.
vec4 frame(float half_) {
  return vec4(vColour, soft(abs(box(vPixels, vec2(half_))) - 0.6));
}

void main(void) {
  vec4 colour;
  if (people.kind == 1.0) {
    float edge = abs(length(vPixels) - people.ringPixels);
    bool infected = vState == ${infectedNumber};
    float line = infected || fract(atan(vPixels.y, vPixels.x) * 3.8197186) < 0.5 ? soft(edge - 0.4) : 0.0;
    float fill = infected ? 0.13 * soft(length(vPixels) - people.ringPixels) : 0.0;
    colour = vec4(vColour, max(fill, line * (infected ? 0.7 : 0.32)));
  } else if (people.kind == 2.0) {
    float grown = vMark > 0.5 ? (people.sizePixels * 1.9 + 3.0) / (people.sizePixels * 1.9) : 1.0;
    vec2 at = vUnit * grown * 0.5 + 0.5;
    bool inside = at.x > 0.0 && at.x < 1.0 && at.y > 0.0 && at.y < 1.0;
    vec4 drawn = inside ? texture(pictures, vec2((float(vState) + at.x) / ${states.length}.0, 1.0 - at.y)) : vec4(0.0);
    if (vLost > 0.5) drawn = vec4(mix(drawn.rgb, people.outline, 0.5), drawn.a * 0.45);
    colour = drawn;
    if (vIsolated > 0.5) colour = over(frame(people.sizePixels * 1.8), colour);
    if (vMark > 0.5) colour = over(colour, mark(people.sizePixels * 1.9 + 1.0));
  } else {
    float r = people.sizePixels;
    if (vLost > 0.5) {
      colour = vec4(vColour, soft(hollow(vPixels, r)));
    } else {
      float distance = shape(vPixels, r);
      float border = r < 2.5 ? 0.4 : 1.1;
      // Who died infected has a border in the colour of infection.
      vec3 edge = vDiedInfected > 0.5 ? people.infected : people.outline;
      colour = vec4(mix(edge, vColour, soft(distance)), soft(distance - border));
    }
    if (vIsolated > 0.5) colour = over(frame(r + 2.5), colour);
    if (vMark > 0.5) colour = over(colour, mark(r + 4.5));
  }
  if (colour.a <= 0.01) discard;
  fragColor = vec4(colour.rgb, colour.a * layer.opacity);
}
`;
