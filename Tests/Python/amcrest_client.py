"""What python-amcrest makes of a camera: one line for each thing that it read or did. For AmcrestClientTests.

  amcrest_client.py PORT USER PASSWORD TASK [ARGUMENT]

Each value is printed as `name: value`; an exception ends it with 1.
"""
import asyncio
import sys

import amcrest
from amcrest.exceptions import AmcrestError


def identity(camera, _):
    yield "name", camera.machine_name
    yield "serial", camera.serial_number
    yield "vendor", camera.vendor_information
    yield "type", camera.device_type
    yield "class", camera.device_class
    yield "hardware", camera.hardware_version
    yield "software", [part.strip() for part in camera.software_information]
    yield "time", camera.current_time
    yield "rtsp", camera.rtsp_url().split("@")[1]
    yield "system", len(camera.system_information.splitlines())
    yield "extra streams", camera.video_max_extra_streams


def stills(camera, folder):
    for channel in (None, 1, 2):
        path = f"{folder}/{channel}.jpg"
        try:
            picture = camera.snapshot(channel=channel, stream=False)
        except AmcrestError as error:
            yield f"still {channel}", type(error).__name__
            continue
        with open(path, "wb") as file:
            file.write(picture)
        yield f"still {channel}", len(picture)


def switches(camera, _):
    """Every switch is turned and read back, both ways."""
    for on in (False, True):
        camera.set_video_enabled(on, 0, stream="Main")
        yield "video", camera.is_video_enabled(0, stream="Main")
        yield "smart infrared", camera.is_smart_ir_on(0)
        camera.set_video_enabled(on, 0, stream="Extra")
        yield "extra video", camera.is_video_enabled(0, stream="Extra")
        camera.set_audio_enabled(on, stream="Main")
        yield "audio", camera.is_audio_enabled(stream="Main")
        yield "set motion detection", camera.set_motion_detection(on)
        yield "motion detection", camera.is_motion_detector_on()
        yield "set motion recording", camera.set_motion_recording(on)
        yield "motion recording", camera.is_record_on_motion_detection()
        camera.record_mode = 1 if on else 0
        yield "record mode", camera.record_mode
        yield "set privacy", camera.set_privacy(on).strip()
        yield "privacy", camera.privacy_config().splitlines()[0]
    for colour in (0, 1, 2):
        yield "set colour", camera.set_day_night_color(colour, 0).strip()
        yield "colour", camera.get_day_night_color(0)
    yield "indicator", camera.command("configManager.cgi?action=setConfig&LightGlobal[0].Enable=false").text.strip()
    yield "indicator", "true" in camera.command("configManager.cgi?action=getConfig&name=LightGlobal").text


def movements(camera, _):
    yield "presets", camera.ptz_presets_count
    yield "goto preset", camera.go_to_preset(preset_point_number=2)
    yield "start tour", camera.tour()
    yield "stop tour", camera.tour(start=False)
    yield "zoom in", camera.zoom_in(True)
    yield "zoom in ends", camera.zoom_in(False)
    yield "left up", camera.move_left_up(True)
    yield "left up ends", camera.move_left_up(False)


def storage(camera, _):
    card = camera.storage_all
    yield "used", card["used_percent"]
    yield "total", card["total"]


def polled(camera, code):
    yield code, camera.event_channels_happened(code)


def described(code, event):
    data = event.get("data", "")
    return code, event["action"], event["index"], sorted(data.items()) if isinstance(data, dict) else data


def events(camera, count):
    """So many events, read by the library's own parser."""
    left = int(count)
    for code, event in camera.event_actions("All"):
        yield "event", described(code, event)
        left -= 1
        if left == 0:
            return


def async_events(camera, count):
    async def read():
        seen = []
        async for code, event in camera.async_event_actions("All"):
            seen.append(("event", described(code, event)))
            if len(seen) == int(count):
                return seen
    return asyncio.run(read())


def motion(camera, _):
    """What the library's MJPEG reader gets of the sub stream: its first picture."""
    stream = camera.command("mjpg/video.cgi?channel=1&subtype=1", stream=True)
    yield "type", stream.headers["Content-Type"]
    body = stream.raw.read(4000)
    yield "picture", body[body.index(b"\xff\xd8"):][:2] == b"\xff\xd8"


def login(camera, _):
    """Whether the password is right, as Home Assistant finds out."""
    try:
        yield "time", camera.current_time
    except AmcrestError as error:
        yield "error", type(error).__name__


TASKS = (identity, stills, switches, movements, storage, polled, events, async_events, motion, login)


def main():
    port, user, password, task = sys.argv[1:5]
    camera = amcrest.AmcrestCamera("127.0.0.1", int(port), user, password, verbose=False).camera
    perform = {one.__name__: one for one in TASKS}[task]
    for name, value in perform(camera, sys.argv[5] if len(sys.argv) > 5 else ""):
        print(f"{name}: {value}", flush=True)


if __name__ == "__main__":
    main()
