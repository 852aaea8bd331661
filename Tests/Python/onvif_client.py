"""What onvif-zeep-async, Home Assistant's client, makes of a device: one line for each thing that it read or did.
For ONVIFClientTests.

  onvif_client.py PORT USER PASSWORD TASK [ARGUMENT]

Each value is printed as `name: value`; an exception ends it with 1.
"""
import asyncio
import datetime
import logging
import sys

from aiohttp import web
from onvif import ONVIFCamera
from onvif.exceptions import ONVIFError
from onvif.util import is_auth_error, stringify_onvif_error
from zeep.exceptions import Fault

logging.disable(logging.CRITICAL)
SUBSCRIPTION = datetime.timedelta(minutes=10)


async def services(camera, _):
    for namespace, address in camera.xaddrs.items():
        yield "service", f"{namespace} {address.split(str(camera.port))[-1]}"
    capabilities = await camera.get_capabilities()
    yield "capabilities", sorted(name for name, value in capabilities.items() if value)


async def identity(camera, _):
    device = await camera.create_devicemgmt_service()
    found = await device.GetDeviceInformation()
    yield "device", (found.Manufacturer, found.Model, found.FirmwareVersion, found.SerialNumber, found.HardwareId)
    for interface in await device.GetNetworkInterfaces():
        yield "interface", (interface.Enabled, interface.Info.HwAddress)
    clock = await device.GetSystemDateAndTime()
    yield "clock", (clock.DateTimeType, clock.TimeZone.TZ, clock.UTCDateTime.Date.Year >= 2024)
    yield "scopes", [scope.ScopeItem for scope in await device.GetScopes()]
    yield "hostname", (await device.GetHostname()).Name


async def profiles(camera, _):
    media = await camera.create_media_service()
    yield "snapshots", (await media.GetServiceCapabilities()).SnapshotUri
    yield "sources", [source.token for source in await media.GetVideoSources()]
    for profile in await media.GetProfiles():
        encoder = profile.VideoEncoderConfiguration
        size = f"{encoder.Resolution.Width}x{encoder.Resolution.Height}" if encoder else None
        yield "profile", (profile.token, profile.Name, encoder and encoder.Encoding, size)
        if profile.PTZConfiguration:
            yield "moves", profile.PTZConfiguration.DefaultContinuousPanTiltVelocitySpace is not None
        request = media.create_type("GetStreamUri")
        request.ProfileToken = profile.token
        request.StreamSetup = {"Stream": "RTP-Unicast", "Transport": {"Protocol": "RTSP"}}
        yield "stream", (await media.GetStreamUri(request)).Uri
        yield "snapshot", (await camera.get_snapshot_uri(profile.token)).split(str(camera.port))[-1]


async def snapshot(camera, kind):
    picture = await camera.get_snapshot("Profile_1", basic_auth=kind == "basic")
    yield "picture", picture[:2] == b"\xff\xd8" and len(picture) > 100


async def movements(camera, _):
    """As Home Assistant's `onvif.ptz` sends them, and what it does not."""
    ptz = await camera.create_ptz_service()
    profile = {"ProfileToken": "Profile_1"}
    speed = {"PanTilt": {"x": 0.5, "y": 0.5}, "Zoom": {"x": 0.5}}
    target = {"PanTilt": {"x": 0.1, "y": -0.2}, "Zoom": {"x": 0.3}}
    yield "presets", [(preset.token, preset.Name) for preset in await ptz.GetPresets(profile)]
    nodes = await ptz.GetNodes()
    yield "spaces", nodes[0].SupportedPTZSpaces.AbsolutePanTiltPositionSpace[0].XRange.Max
    await ptz.ContinuousMove({**profile, "Velocity": {"PanTilt": {"x": 0.1, "y": 0.0}}})
    yield "moving", (await ptz.GetStatus(profile)).MoveStatus.PanTilt
    await ptz.Stop({**profile, "PanTilt": True, "Zoom": False})
    await ptz.RelativeMove({**profile, "Translation": target, "Speed": speed})
    await ptz.AbsoluteMove({**profile, "Position": target, "Speed": speed})
    await ptz.GotoPreset({**profile, "PresetToken": "2", "Speed": speed})
    await ptz.Stop(profile)
    yield "moving", (await ptz.GetStatus(profile)).MoveStatus.PanTilt
    yield "set preset", await ptz.SetPreset({**profile, "PresetName": "Here"})
    await ptz.SendAuxiliaryCommand({**profile, "AuxiliaryData": "tt:Wiper|On"})
    try:
        await ptz.GotoPreset({**profile, "PresetToken": "99"})
    except Fault as fault:
        yield "fault", stringify_onvif_error(fault)


async def imaging(camera, _):
    service = await camera.create_imaging_service()
    source = {"VideoSourceToken": "VideoSource_0"}
    await service.SetImagingSettings({**source, "ImagingSettings": {"Focus": {"AutoFocusMode": "MANUAL"}}})
    await service.SetImagingSettings({**source, "ImagingSettings": {"IrCutFilter": "OFF"}})
    settings = await service.GetImagingSettings(source)
    yield "settings", (settings.Focus.AutoFocusMode, settings.IrCutFilter)
    options = await service.GetOptions(source)
    yield "filters", options.IrCutFilterModes


async def device(camera, _):
    """The clock by hand, and a reboot."""
    service = await camera.create_devicemgmt_service()
    clock = {"Date": {"Year": 2030, "Month": 2, "Day": 3}, "Time": {"Hour": 4, "Minute": 5, "Second": 6}}
    await service.SetSystemDateAndTime(
        {"DateTimeType": "Manual", "DaylightSavings": False, "TimeZone": {"TZ": "UTC"}, "UTCDateTime": clock}
    )
    yield "set", "True"
    found = await service.GetSystemDateAndTime()
    yield "clock", (found.DateTimeType, found.TimeZone.TZ, found.UTCDateTime.Date.Year, found.UTCDateTime.Time.Hour)


async def reboot(camera, _):
    service = await camera.create_devicemgmt_service()
    yield "reboot", await service.SystemReboot()


def told(message):
    if message.Message is None:
        return message.Topic._value_1, None
    content = message.Message._value_1
    items = content.Data.SimpleItem if content.Data else []
    return message.Topic._value_1, content.PropertyOperation, [(item.Name, item.Value) for item in items]


async def pull(camera, count):
    manager = await camera.create_pullpoint_manager(SUBSCRIPTION, lambda: print("lost: True", flush=True))
    await manager.set_synchronization_point()
    service = manager.get_service()
    request = service.create_type("PullMessages")
    request.MessageLimit = 100
    request.Timeout = datetime.timedelta(seconds=30)
    left = int(count)
    while left > 0:
        for message in (await service.PullMessages(request)).NotificationMessage:
            yield "event", told(message)
            left -= 1
    # What its timer does after 8 minutes.
    await manager._call_subscription_renew()
    await manager.shutdown()
    yield "closed", "True"


async def webhook(camera, count):
    """Notifications to a server of our own."""
    bodies = asyncio.Queue()

    async def receive(request):
        await bodies.put(await request.read())
        return web.Response()

    application = web.Application()
    application.router.add_post("/hook", receive)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    manager = await camera.create_notification_manager(
        f"http://127.0.0.1:{port}/hook", SUBSCRIPTION, lambda: print("lost: True", flush=True)
    )
    yield "subscribed", "True"
    left = int(count)
    while left > 0:
        for message in manager.process(await bodies.get()).NotificationMessage:
            yield "event", told(message)
            left -= 1
    await manager.shutdown()
    await runner.cleanup()
    yield "closed", "True"


async def login(camera, _):
    try:
        service = await camera.create_devicemgmt_service()
        yield "device", (await service.GetDeviceInformation()).Model
    except Fault as fault:
        yield "auth error", is_auth_error(fault)


async def recorded(camera, _):
    """What answers of real devices are taken for."""
    device = await camera.create_devicemgmt_service()
    yield "device", (await device.GetDeviceInformation()).Model
    media = await camera.create_media_service()
    for profile in await media.GetProfiles():
        encoder = profile.VideoEncoderConfiguration
        yield "profile", (profile.token, encoder.Encoding, encoder.Resolution.Width)
    yield "snapshot", await camera.get_snapshot_uri(profile.token)
    events = await camera.create_events_service()
    request = events.create_type("CreatePullPointSubscription")
    result = await events.CreatePullPointSubscription(request)
    yield "subscription", result.SubscriptionReference.Address._value_1


async def main():
    port, user, password, task, *argument = sys.argv[1:]
    camera = ONVIFCamera("127.0.0.1", port, user, password, no_cache=True, adjust_time=task != "login")
    try:
        if task != "login":
            await camera.update_xaddrs()
        async for name, value in globals()[task](camera, *(argument or [""])):
            print(f"{name}: {value}", flush=True)
    except (Fault, ONVIFError) as error:
        print(f"{task}: {stringify_onvif_error(error)}", file=sys.stderr)
        raise
    finally:
        await camera.close()


asyncio.run(main())
