"""From nothing to the first picture of an ONVIF camera with onvif-zeep-async, Home Assistant's client: prints milliseconds.

  onvifconnect.py PORT USER PASSWORD

What the interpreter needs to start and to import is not counted; the schemas that the client reads for each device are.
"""
import asyncio
import contextlib
import logging
import sys
import time

from onvif import ONVIFCamera
from onvif.exceptions import ONVIFError
from zeep.exceptions import Fault

logging.disable(logging.CRITICAL)


async def connect(port, user, password):
    """All that our worker asks of a device when it begins, one after the other as Home Assistant does, and a picture."""
    camera = ONVIFCamera("127.0.0.1", port, user, password, adjust_time=True)
    try:
        await camera.update_xaddrs()
        device = await camera.create_devicemgmt_service()
        await device.GetSystemDateAndTime()
        await device.GetServices({"IncludeCapability": False})
        await device.GetCapabilities()
        await device.GetDeviceInformation()
        await device.GetNetworkInterfaces()
        media = await camera.create_media_service()
        profiles = await media.GetProfiles()
        await media.GetVideoSources()
        ptz = await camera.create_ptz_service()
        await ptz.GetNodes()
        for profile in profiles:
            request = media.create_type("GetStreamUri")
            request.ProfileToken = profile.token
            request.StreamSetup = {"Stream": "RTP-Unicast", "Transport": {"Protocol": "RTSP"}}
            with contextlib.suppress(Fault, ONVIFError):
                await media.GetStreamUri(request)
            await camera.get_snapshot_uri(profile.token)
            if profile.PTZConfiguration:
                await ptz.GetPresets({"ProfileToken": profile.token})
        picture = await camera.get_snapshot(profiles[0].token)
        if not picture or picture[:2] != b"\xff\xd8":
            raise SystemExit("no picture came")
    finally:
        await camera.close()


started = time.monotonic()
asyncio.run(connect(int(sys.argv[1]), *sys.argv[2:4]))
print((time.monotonic() - started) * 1000)
