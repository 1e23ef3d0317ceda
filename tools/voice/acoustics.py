"""Sound as the vocoder has it: for each frame of 5 ms the envelope in BANDS points of the mel scale, aperiodicity
at 3, 6 and 9 kHz, pitch, voicing. By WORLD (pyworld): Harvest, CheapTrick, D4C."""
import numpy as np

from units import HOP, RATE

BANDS = 80
NOISE = 3
FRAME = BANDS + NOISE + 2     # envelope, aperiodicity, log pitch, voicing
FFT = 1024
BINS = FFT // 2 + 1
FLOOR = 1e-9                  # of power; what the 16 bits of a recording leave of silence


def mel(hz):
    return 1127 * np.log1p(np.asarray(hz, float) / 700)


def centres():
    """Of the points, in bins."""
    hz = 700 * np.expm1(np.linspace(0, mel(RATE / 2), BANDS) / 1127)
    return hz / (RATE / 2) * (BINS - 1)


def basis():
    """[BINS, BANDS]: linear between the points."""
    at, bins = centres(), np.arange(BINS)
    return np.stack([np.interp(bins, at, np.eye(BANDS)[k]) for k in range(BANDS)], 1)


SPREAD = basis()
# Low points lie closer than bins: a little of a smooth curve where the bins say nothing.
_SMOOTH = 0.03 * np.diff(np.eye(BANDS), 2, axis=0)
GATHER = np.linalg.solve(SPREAD.T @ SPREAD + _SMOOTH.T @ _SMOOTH, SPREAD.T)


def analyse(sound, floor_hz, ceiling_hz):
    """[frames, FRAME] of float samples."""
    import pyworld
    sound = np.ascontiguousarray(sound, dtype=np.float64)
    period = 1000 * HOP / RATE
    f0, at = pyworld.harvest(sound, RATE, f0_floor=floor_hz, f0_ceil=ceiling_hz, frame_period=period)
    f0 = pyworld.stonemask(sound, f0, at, RATE)
    power = pyworld.cheaptrick(sound, f0, at, RATE, fft_size=FFT)
    rough = pyworld.d4c(sound, f0, at, RATE, fft_size=FFT)
    noise = pyworld.code_aperiodicity(rough, RATE)
    voiced = (f0 > 0) & (noise.mean(1) < -0.5)   # D4C finds no period in some of what Harvest calls voiced
    frames = np.empty((len(f0), FRAME), np.float32)
    frames[:, :BANDS] = np.log(np.maximum(power, FLOOR)) @ GATHER.T
    frames[:, BANDS:BANDS + NOISE] = np.where(voiced[:, None], noise, 0)
    where = np.flatnonzero(voiced)
    pitch = np.log(np.maximum(f0, 1))
    frames[:, -2] = np.interp(np.arange(len(f0)), where, pitch[where]) if len(where) else np.log(120)
    frames[:, -1] = voiced
    return frames


def resynthesise(frames):
    """The sound of frames by WORLD's own synthesis: to compare with."""
    import pyworld
    frames = np.asarray(frames, np.float64)
    power = np.ascontiguousarray(np.exp(frames[:, :BANDS] @ SPREAD.T))
    voiced = frames[:, -1] > 0.5
    noise = np.ascontiguousarray(np.minimum(frames[:, BANDS:BANDS + NOISE], -1e-3))
    rough = pyworld.decode_aperiodicity(noise, RATE, FFT)
    rough[~voiced] = 1 - 1e-9
    f0 = np.where(voiced, np.exp(frames[:, -2]), 0.0)
    return pyworld.synthesize(f0, power, rough, RATE, 1000 * HOP / RATE)
